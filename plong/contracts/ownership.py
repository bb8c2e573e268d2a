"""PING: what only the owner of an address may ask, with its secret."""

from typing import Any, Final

from plong.contracts.operation import Operation
from plong.protocol.errors import NoSuchPeer, Refusal
from plong.protocol.ping.errors import NotTheOwner

TAG: Final = "PING, for owners"


def owned(*, refusals: tuple[type[Refusal], ...], **facts: Any) -> Operation:  # those of Operation
    """Return an operation whose asker must prove to be the owner."""
    return Operation(
        **facts,
        tag=TAG,
        refusals=(NotTheOwner, NoSuchPeer, *refusals),
        security=["Owner"],
        is_ping=True,
    )
