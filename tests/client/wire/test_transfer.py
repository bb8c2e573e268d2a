"""Both sides of a transfer without sockets: whatever is lost, the bytes are the same or it ends."""

import hashlib
from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.actions import (
    Answer,
    Check,
    Compare,
    Conclude,
    Ended,
    Read,
    Rest,
    Restart,
    Say,
    Store,
    Wait,
)
from plong.client.wire.chunk import Chunk
from plong.client.wire.control import (
    Accept,
    Begin,
    Cancel,
    Control,
    Done,
    End,
    Got,
    Greeting,
    Offer,
    Ping,
    Pong,
    Transferring,
)
from plong.client.wire.incoming import Incoming
from plong.client.wire.outgoing import Outgoing

ID = "A" * 22
WINDOW = 1 << 20
CHUNK = 40_000


def sha256(data: bytes | bytearray) -> str:
    return hashlib.sha256(data).hexdigest()


def transferring(message: Control) -> Transferring:
    """Return what a side of a transfer says, which is never a greeting."""
    assert not isinstance(message, Greeting | Ping | Pong)
    return message


class Link:
    """A sender and a receiver, and what is on its way between them."""

    def __init__(self, file: bytes, part: bytes = b"") -> None:
        offer = Offer(ID, "a.txt", len(file))
        self.file = file
        self.stored = bytearray(part)
        self.sender = Outgoing(offer, CHUNK)
        self.receiver: Incoming | None = None
        self.there: deque[Transferring | Chunk] = deque()
        self.back: deque[Transferring] = deque()
        self.ends: dict[str, Ended] = {}

    def step_sender(self) -> None:
        match action := self.sender.act():
            case Say(message):
                self.there.append(transferring(message))
            case Compare(start, digest):
                self.sender.compared(equal=start == 0 or sha256(self.file[:start]) == digest)
            case Read(offset, length):
                data = self.file[offset : offset + length]
                self.there.append(Chunk(ID, offset, memoryview(data)))
                self.sender.sent(length)
                assert offset + length - self.sender.acknowledged <= WINDOW
            case Conclude(size):
                self.there.append(End(ID, size, sha256(self.file)))
                self.sender.conclude()
            case Rest():
                self.sender.offer_again()
            case Ended():
                self.ends["sender"] = action
            case Wait():
                pass

    def step_receiver(self) -> None:  # noqa: C901 - one case an action
        if self.receiver is None:
            return
        match action := self.receiver.act():
            case Say(message):
                self.back.append(transferring(message))
            case Answer(stored, window):
                assert stored == len(self.stored)
                self.back.append(Accept(ID, stored, sha256(self.stored), window))
            case Restart():
                self.stored.clear()
            case Store(pieces):
                for piece in pieces:
                    self.stored += piece
                self.receiver.stored(sum(map(len, pieces)))
            case Check(digest):
                self.receiver.checked(equal=sha256(self.stored) == digest)
            case Ended():
                self.ends["receiver"] = action
            case Wait():
                pass

    def deliver(self) -> None:
        if self.there:
            self._arrive(self.there.popleft())
        if self.back:
            self.sender.receive(self.back.popleft())

    def _arrive(self, message: Transferring | Chunk) -> None:
        if isinstance(message, Offer) and self.receiver is None:
            self.receiver = Incoming(message, WINDOW)
            self.receiver.accept(len(self.stored))
        elif isinstance(message, Offer) and self.ends.get("receiver") == Ended(None):
            self.back.append(Done(ID))
        elif isinstance(message, Chunk):
            assert self.receiver is not None
            self.receiver.take(message)
        elif self.receiver is not None:
            self.receiver.receive(message)

    def lose(self, kept_there: int, kept_back: int) -> None:
        """Break: of what is on its way only the first messages arrive, and the last one."""
        for queue, kept in ((self.there, kept_there), (self.back, kept_back)):
            while len(queue) > kept + 1:
                del queue[kept]
        self.sender.break_off()

    def run(self, turns: int = 10_000) -> None:
        for _ in range(turns):
            self.step_sender()
            self.deliver()
            self.step_receiver()
            if len(self.ends) == 2:
                return


sizes = st.sampled_from([0, 1, CHUNK, CHUNK + 1, 3 * CHUNK, WINDOW + 1, WINDOW + 7 * CHUNK])


@given(sizes)
def test_an_undisturbed_file_arrives(size: int) -> None:
    link = Link(bytes(size))
    link.run()
    assert link.ends == {"sender": Ended(None), "receiver": Ended(None)}
    assert link.stored == link.file


@given(sizes, st.lists(st.tuples(*[st.integers(0, 9)] * 5), max_size=20))
def test_breaks_change_no_byte(size: int, breaks: list[tuple[int, ...]]) -> None:
    link = Link(hashlib.shake_128(b"file").digest(size))
    for senders, deliveries, receivers, there, back in breaks:
        for _ in range(senders * 3):
            link.step_sender()
        for _ in range(deliveries * 3):
            link.deliver()
        for _ in range(receivers):
            link.step_receiver()
        link.lose(there, back)
    link.run()
    assert link.ends == {"sender": Ended(None), "receiver": Ended(None)}
    assert link.stored == link.file


@given(sizes, st.integers(0, 2 * CHUNK), st.booleans())
def test_what_is_there_from_before_is_used_only_if_it_is_the_same(
    size: int, length: int, same: bool
) -> None:
    file = hashlib.shake_128(b"file").digest(size)
    part = file[:length] if same else bytes(length)
    link = Link(file, part)
    link.run()
    assert link.stored == file
    assert link.ends == {"sender": Ended(None), "receiver": Ended(None)}


messages = st.one_of(
    st.builds(Offer, st.just(ID), st.text(), st.integers(0, 2**53)),
    st.builds(Begin, st.just(ID), st.integers(0, 3 * CHUNK)),
    st.builds(End, st.just(ID), st.integers(0, 3 * CHUNK), st.just("0" * 64)),
    st.builds(Cancel, st.just(ID), st.text()),
    st.builds(Accept, st.just(ID), st.integers(0, 2**53), st.just("0" * 64), st.integers()),
    st.builds(Got, st.just(ID), st.integers(0, 2**53)),
    st.builds(Done, st.just(ID)),
)
chunks = st.builds(
    Chunk,
    st.just(ID),
    st.sampled_from([0, CHUNK, 2 * CHUNK, 2**64 - 1]),
    st.sampled_from([memoryview(bytes(1)), memoryview(bytes(CHUNK))]),
)


@given(st.lists(st.one_of(messages, chunks), max_size=30))
def test_no_sender_makes_a_receiver_store_what_is_not_announced(
    sent: list[Transferring | Chunk],
) -> None:
    link = Link(bytes(2 * CHUNK))
    link.receiver = Incoming(Offer(ID, "", 2 * CHUNK), WINDOW)
    link.receiver.accept(0)
    for message in sent:
        if isinstance(message, Chunk):
            link.receiver.take(message)
        else:
            link.receiver.receive(message)
        link.step_receiver()
        assert len(link.stored) <= 2 * CHUNK
    assert link.ends.get("receiver") != Ended(None)


@given(st.lists(messages, max_size=30))
def test_no_receiver_makes_a_sender_believe_that_all_arrived(sent: list[Transferring]) -> None:
    link = Link(bytes(8 * CHUNK))
    for message in sent:
        link.step_sender()
        if isinstance(message, Done) and not any(isinstance(m, End) for m in link.there):
            link.sender.receive(message)
            link.step_sender()
            assert link.ends.get("sender") != Ended(None)
        else:
            link.sender.receive(message)


def test_what_a_sender_pours_beyond_the_window_is_not_held() -> None:
    receiver = Incoming(Offer(ID, "", None), WINDOW)
    receiver.accept(0)
    receiver.act()
    receiver.receive(Begin(ID, 0))
    for offset in range(0, 2 * WINDOW, CHUNK):
        receiver.take(Chunk(ID, offset, memoryview(bytes(CHUNK))))
    store = receiver.act()
    assert isinstance(store, Store)
    assert sum(map(len, store.pieces)) <= WINDOW


def test_a_chunk_from_elsewhere_is_ignored() -> None:
    # A hash would notice it too, but only after all of it came.
    receiver = Incoming(Offer(ID, "", None), WINDOW)
    receiver.accept(0)
    receiver.act()
    receiver.receive(Begin(ID, 0))
    receiver.take(Chunk(ID, 1, memoryview(b"late")))
    receiver.take(Chunk(ID, 0, memoryview(b"first")))
    assert receiver.act() == Store((memoryview(b"first"),))
