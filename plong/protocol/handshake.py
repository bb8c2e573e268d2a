"""What a WebSocket upgrade asks for: by its path, and by the subprotocols it offers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from plong.protocol.dialect import PLONG_2, Classic, Dialect, Plong2

PATH: Final = "/ws"
BRIDGE_PATHS: Final = ("/wt", "/wt/")
"""Where LCDP's nodes have their browsers' bridge."""
PEER_PATH: Final = "/"
"""Where peers of libp2p ask for a WebSocket; ``GET`` is for people."""
_PRIVATE: Final = "private."


@dataclass(frozen=True, slots=True)
class Handshake:
    """A client that wants to be connected."""

    private_id: str = field(repr=False)
    """Empty if it gave none; then nobody has it."""
    dialect: Dialect
    subprotocol: str | None
    """The one of those offered that the server must name in its answer."""


@dataclass(frozen=True, slots=True)
class ForBridge:
    """A page or a program that wants a node of LCDP."""

    subprotocol: None = None
    """There is none."""


@dataclass(frozen=True, slots=True)
class ForPeer:
    """A peer of libp2p."""

    subprotocol: str | None
    """The first that it offers, if any: libp2p has none, but a browser wants one accepted."""


Target = Handshake | ForBridge | ForPeer


def is_relay_path(path: str) -> bool:
    """Tell whether an upgrade at this path is for the relay."""
    return path == PATH or path.startswith(PATH + "/")


def read_handshake(path: str, offered: Sequence[str]) -> Handshake:
    """Read the path (``/ws`` or ``/ws/<PrivateId>``) and the subprotocols, in their order.

    A PrivateId in the path goes before one in a subprotocol. A browser gives up unless one of
    its offers is accepted, so where only the secret was offered, the secret is named.
    """
    secret = next((name for name in offered if name.startswith(_PRIVATE)), None)
    is_second = PLONG_2 in offered
    return Handshake(
        private_id=path.removeprefix(PATH).removeprefix("/") or (secret or "")[len(_PRIVATE) :],
        dialect=Plong2() if is_second else Classic(),
        subprotocol=PLONG_2 if is_second else secret,
    )


def first(offered: Sequence[str]) -> str | None:
    """Return the first of the subprotocols, if there is one."""
    return next(iter(offered), None)


def read_offers(header: str) -> Sequence[str]:
    """Split a ``Sec-WebSocket-Protocol`` header into the names it offers."""
    return [name.strip() for name in header.split(",") if name.strip()]
