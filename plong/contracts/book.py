"""All questions that a server with these settings answers over HTTP."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from plong.config import Config
from plong.contracts import (
    anonymous,
    boxes,
    doors,
    pages,
    rendezvous,
    strangers,
    swarm,
    upgrades,
    watching,
)
from plong.contracts.operation import Operation

_AT: Final = "/at/{name}"


def operations(config: Config) -> Sequence[Operation]:
    """Return them in the order in which people should read them."""
    return (
        *rendezvous.operations(config),
        *upgrades.operations(config),
        *_post(config),
        *swarm.operations(config),
        *pages.operations(config),
        *watching.operations(config),
    )


def _post(config: Config) -> Sequence[Operation]:
    if not config.has("p"):
        return ()
    own = (*strangers.operations(), *boxes.operations(config), *doors.operations())
    return (*map(_of_a_peer, own), *own, *anonymous.operations())


def _of_a_peer(operation: Operation) -> Operation:
    """Return the same below the address of a peer."""
    return replace(operation, path=_AT + operation.path, name=f"{operation.name}At")
