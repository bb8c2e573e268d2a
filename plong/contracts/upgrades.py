"""Where a request changes to WebSocket; what is said then, AsyncAPI says."""

from collections.abc import Sequence
from typing import Final

from plong.config import Config
from plong.contracts.operation import Answer, Operation
from plong.protocol.errors import (
    BadRequest,
    NotLocal,
    OriginNotAllowed,
    Refusal,
    UpgradeRequired,
)
from plong.protocol.handshake import BRIDGE_PATHS, PATH

_TAG: Final = "WebSocket"
_SWITCHED: Final = Answer(
    description="The connection is a WebSocket now (RFC 6455); see /asyncapi.json.", status=101
)
_PATHS: Final = (
    (PATH, "connect", "Connect, the secret as the subprotocol private.<PrivateId>."),
    (f"{PATH}/{{private_id}}", "connectByPath", "Connect, the secret in the path."),
)


def operations(config: Config) -> Sequence[Operation]:
    """Return the relay's with ``w`` in the mode, the bridge's with ``u``."""
    relay = [_upgrade(*row, OriginNotAllowed) for row in _PATHS] if config.has("w") else ()
    bridge = [_bridge(path) for path in BRIDGE_PATHS] if config.has("u") else ()
    return (*relay, *bridge)


def _bridge(path: str) -> Operation:
    name = "bridge" if path == BRIDGE_PATHS[0] else "bridgeWithSlash"
    return _upgrade(path, name, "Connect to a node of LCDP.", NotLocal, OriginNotAllowed)


def _upgrade(path: str, name: str, summary: str, *refusals: type[Refusal]) -> Operation:
    return Operation(
        method="GET",
        path=path,
        name=name,
        tag=_TAG,
        summary=summary,
        description="Wants Upgrade: websocket, version 13, over HTTP/1.1.",
        answers=[_SWITCHED],
        refusals=(BadRequest, *refusals, UpgradeRequired),
    )
