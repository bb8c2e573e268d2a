"""The engine of a server that is one node."""

from collections.abc import Callable

from plong.engine.base import Engine, Envelope, Node, Notice
from plong.protocol.errors import NotConnected, Refusal


class LocalEngine(Engine):
    """Who is not connected here is not connected."""

    def __init__(self) -> None:
        self._node: Node | None = None

    async def start(self, node: Node) -> None:
        """See `Engine.start`."""
        self._node = node

    async def stop(self) -> None:
        """See `Engine.stop`."""
        self._node = None

    def attached(self, peer: str) -> None:
        """Do nothing: there is nobody to tell."""

    def detached(self, peer: str) -> None:
        """Do nothing: there is nobody to tell."""

    def forward(self, envelope: Envelope, undelivered: Callable[[Refusal], None]) -> None:  # noqa: ARG002
        """Refuse: there is no other node."""
        undelivered(NotConnected())

    def announce(self, notice: Notice) -> None:
        """See `Engine.announce`."""
        if self._node is not None:
            self._node.notice(notice)
