"""All transfers of one connection."""

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from plong.client import events
from plong.client.offer import Offer
from plong.client.peer import Peer
from plong.client.receiving import Receiving
from plong.client.sending import Sending
from plong.client.sources import FileSource, Source
from plong.client.streams import StreamSource
from plong.client.transfer import OutStream, Progress, Transfer, ignore
from plong.client.wire import control
from plong.client.wire.chunk import read_chunk
from plong.client.wire.content import Payload
from plong.client.wire.errors import PlongError
from plong.client.wire.names import clean_name
from plong.client.wire.transfer_id import write_id

_MOST_INCOMING: Final = 32
_MOST_REMEMBERED: Final = 1024

Sent = TypeVar("Sent", bound=Transfer)

_Key = tuple[str, str]
"""A peer's PublicId, and a transfer's."""


class Transfers:
    """Hands each message of docs/wire/files.md to its transfer."""

    def __init__(
        self,
        send: Callable[[str, Payload], Awaitable[None]],
        answer: Callable[[str, control.Control], Awaitable[None]],
        reply: Callable[[str, control.Control], None],
        publish: Callable[[events.Event], None],
    ) -> None:
        self._send = send
        self._answer = answer
        self._reply = reply
        self._publish = publish
        self._sending: dict[_Key, Sending] = {}
        self._receiving: dict[_Key, Receiving] = {}
        self._over: dict[_Key, control.Control] = {}
        """The last word of transfers that ended here, said again to who asks again."""

    def send_file(self, peer: Peer, path: Path, progress: Progress, chunk: int) -> Transfer:
        """Offer a file in messages of ``chunk`` bytes. Raise `OSError`."""
        source = FileSource.open(path)
        offer = control.Offer(_draw_id(), clean_name(path.name), source.size)
        sending = self._begin(peer, offer, source, chunk, progress)
        return self._watch(Transfer(offer.name, offer.size, sending), (peer.id, offer.id))

    def open_stream(self, peer: Peer, chunk: int) -> OutStream:
        """Offer a stream in messages of at most ``chunk`` bytes."""
        source = StreamSource()
        offer = control.Offer(_draw_id(), "", None)
        sending = self._begin(peer, offer, source, chunk, ignore)
        return self._watch(OutStream(sending, source), (peer.id, offer.id))

    def receive(self, peer: Peer, message: control.Transferring) -> None:
        """Take a message; never waits."""
        key = (peer.id, message.id)
        match message:
            case control.Offer():
                self._take_offer(peer, message)
            case control.BadOffer():
                self._reply(peer.id, control.Cancel(message.id, "bad-offer"))
            case _ if key in self._receiving:
                self._receiving[key].receive(message)
            case _ if key in self._sending:
                self._sending[key].receive(message)

    def receive_chunk(self, sender: str, payload: bytes) -> None:
        """Take a binary message that begins with FS; never waits."""
        chunk = read_chunk(payload)
        if chunk is not None and (sender, chunk.id) in self._receiving:
            self._receiving[sender, chunk.id].receive(chunk)

    def break_off(self, target: str | None = None) -> None:
        """Learn that messages were lost: to anybody, or to this peer."""
        for (receiver, _), sending in self._sending.items():
            if target in {None, receiver}:
                sending.break_off()

    def go_on(self, target: str | None = None) -> None:
        """Learn that messages arrive again: at anybody, or at this peer."""
        for (receiver, _), sending in self._sending.items():
            if target in {None, receiver}:
                sending.go_on()

    def fail(self, error: PlongError) -> None:
        """Learn that nothing can be sent any more."""
        for sending in self._sending.values():
            sending.fail(error)
        for receiving in self._receiving.values():
            receiving.fail(error)

    def _begin(
        self, peer: Peer, offer: control.Offer, source: Source, chunk: int, progress: Progress
    ) -> Sending:
        sending = Sending(offer, source, partial(self._send, peer.id), chunk, progress)
        self._sending[peer.id, offer.id] = sending
        return sending

    def _watch(self, transfer: Sent, key: _Key) -> Sent:
        transfer.when_over(lambda: self._sending.pop(key, None))
        return transfer

    def _take_offer(self, peer: Peer, offer: control.Offer) -> None:
        key = (peer.id, offer.id)
        if key in self._over:
            self._reply(peer.id, self._over[key])
        elif key in self._receiving:
            self._receiving[key].receive(offer)
        elif len(self._receiving) >= _MOST_INCOMING:
            self._reply(peer.id, control.Cancel(offer.id, "busy"))
        else:
            self._present(peer, offer)

    def _present(self, peer: Peer, offer: control.Offer) -> None:
        key = (peer.id, offer.id)
        receiving = Receiving(
            offer,
            partial(self._answer, peer.id),
            partial(self._reply, peer.id),
            partial(self._finish, key),
        )
        self._receiving[key] = receiving
        self._publish(events.Offered(Offer(peer, offer.name, offer.size, receiving)))

    def _finish(self, key: _Key, last_word: control.Control) -> None:
        self._receiving.pop(key, None)
        self._over[key] = last_word
        if len(self._over) > _MOST_REMEMBERED:
            del self._over[next(iter(self._over))]


def _draw_id() -> str:
    return write_id(secrets.token_bytes(16))
