"""What the engine announces, told to the connections of this node."""

from collections.abc import Iterable

from plong.engine.base import Notice, PeerGone, PeerLinked, PeerPinged, PeerRemoved, PeerUnlinked
from plong.hub.connection import Connection
from plong.hub.switchboard import Switchboard
from plong.protocol.closes import REMOVED
from plong.protocol.events import Event, Gone, Linked, Pinged, Unlinked

_Told = tuple[Event, Iterable[Connection]]


class Notices:
    """Finds out whom a notice concerns.

    Args:
        board: who is connected, and linked to whom.
    """

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def hear(self, notice: Notice) -> None:
        """Tell those whom it concerns, or close the connections of a removed peer."""
        if isinstance(notice, PeerRemoved | PeerPinged):
            self._notice_of(notice)
            return
        cause = self._board.cause
        event, concerned = self._read_notice(notice)
        for connection in concerned:
            # Who is gone cannot be held, nor who is on another node.
            held = cause if cause is not None and cause.is_open else connection
            connection.listener.tell(event, held)

    def _notice_of(self, notice: PeerRemoved | PeerPinged) -> None:
        for seat in list(self._board.peers.get(notice.peer, ())):
            if isinstance(notice, PeerRemoved):
                seat.listener.dismiss(REMOVED)
            else:
                event = Pinged(notice.ping_id, notice.origin, notice.payload_type)
                seat.listener.tell(event, seat)

    def _read_notice(self, notice: PeerLinked | PeerUnlinked | PeerGone) -> _Told:
        board = self._board
        match notice:
            case PeerGone(peer):
                return Gone(peer), board.linked_to(peer)
            case PeerLinked(peer, target):
                return Linked(peer), board.linked_between(target, peer)
            case PeerUnlinked(peer, target):
                return Unlinked(peer), board.linked_between(target, peer)
