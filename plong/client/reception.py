"""Where what a session hears goes."""

from collections.abc import Callable
from typing import Final

from plong.client import events
from plong.client.conversation import Conversation
from plong.client.inbox import Inbox
from plong.client.message import Message
from plong.client.peer import Peer
from plong.client.session import Session
from plong.client.transfers import Transfers
from plong.client.wire.control import Busy, Bye, Hello, Ping, Pong, Welcome
from plong.client.wire.control_text import FS, read_control
from plong.client.wire.errors import PlongError
from plong.client.wire.words import Complaint, Knock, Lcdp, Notice, Restart

_FS: Final = FS.encode()


class Reception:
    """The `Listener` of a session: hands everything to whom it concerns."""

    def __init__(
        self,
        session: Session,
        inbox: Inbox,
        conversation: Conversation,
        transfers: Transfers,
        make_peer: Callable[[str], Peer],
    ) -> None:
        self._session = session
        self._inbox = inbox
        self._publish = inbox.feed.publish
        self._conversation = conversation
        self._transfers = transfers
        self._make_peer = make_peer

    def received(self, sender: str, payload: str | bytes, *, direct: bool) -> None:
        """Take a message from another peer."""
        if isinstance(payload, str) and payload.startswith(FS):
            self._receive_control(sender, payload)
        elif isinstance(payload, bytes) and payload.startswith(_FS):
            self._conversation.noticed(sender)
            self._transfers.receive_chunk(sender, payload)
        else:
            self._receive_message(Message(self._make_peer(sender), payload, direct))

    def heard(self, words: Notice | Restart | Complaint | Knock | Lcdp) -> None:
        """Take what the server said unasked."""
        match words:
            case Notice():
                self._notice(words)
            case Restart(reconnect_in):
                self._session.put_off(reconnect_in)
                self._publish(events.Restarting(reconnect_in))
            case Knock(ping_id, origin, payload_type):
                self._publish(events.Knocked(ping_id, origin, payload_type))
            case Lcdp(messages):
                self._publish(events.HeardLcdp(messages))
            case Complaint(error):
                if error.code == "not-connected":
                    self._conversation.lost(error)
                    self._transfers.break_off()
                self._publish(events.Undelivered(error))

    def disconnected(self) -> None:
        """Learn that the connection broke."""
        self._conversation.disconnected()
        self._transfers.break_off()
        self._publish(events.Disconnected())

    def reconnecting(self, attempt: int, wait: float) -> None:
        """Learn that there will be an attempt to come back."""
        self._publish(events.Reconnecting(attempt, wait))

    def reconnected(self) -> None:
        """Learn that the connection is there again."""
        self._conversation.reconnected()
        self._transfers.go_on()
        self._publish(events.Reconnected())

    def ended(self, error: PlongError | None) -> None:
        """Learn that the session is over."""
        reason = error or PlongError("closed", "The connection was closed.")
        self._conversation.lost(reason)
        self._transfers.fail(reason)
        self._inbox.end(error)

    def _receive_control(self, sender: str, text: str) -> None:
        message = read_control(text)
        if isinstance(message, Hello | Welcome | Busy | Bye | Ping | Pong):
            self._conversation.receive(sender, message)
        elif message is not None:
            self._transfers.receive(self._make_peer(sender), message)
        if not isinstance(message, Busy | Bye):
            self._conversation.noticed(sender)

    def _receive_message(self, message: Message) -> None:
        try:
            self._inbox.put(message)
        except PlongError as error:
            self._session.fail(error)

    def _notice(self, notice: Notice) -> None:
        peer = self._make_peer(notice.public_id)
        self._conversation.forget_bye(peer.id)
        match notice.kind:
            case "linked":
                self._conversation.noticed(peer.id)
                self._transfers.go_on(peer.id)
                self._publish(events.Linked(peer))
            case "unlinked":
                self._publish(events.Unlinked(peer))
            case "gone":
                self._conversation.lost(PlongError("not-connected", "The peer is gone."), peer.id)
                self._transfers.break_off(peer.id)
                self._publish(events.Gone(peer))
