"""Streams on which the other side says what it likes."""

from collections.abc import Callable

import pytest

from plong.conformance.outcome import Mismatch
from plong.conformance.talks import RESET, Talk, Way
from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.yamux.events import Received
from plong.protocol.libp2p.yamux.session import Session

GREETING = write_delimited(b"/multistream/1.0.0\n")


class Nothing(Way):
    """A connection on which nothing more comes."""

    async def flush(self) -> None:
        pass

    async def until(self, is_so: Callable[[], bool], expected: str) -> None:
        if not is_so():
            raise Mismatch(expected, "nothing")


def talk(heard: bytes, end: str = "") -> Talk:
    """Return a stream on which this has come."""
    one = Talk(Nothing(), Session(is_client=True).open())
    one.held += heard
    one.end = end
    return one


async def test_what_is_agreed_on_is_taken_away_from_what_follows() -> None:
    one = talk(GREETING + write_delimited(b"/b\n") + b"more")
    assert await one.agree("/b") == "/b"
    assert await one.hear(4) == b"more"


async def test_what_is_declined_is_nothing() -> None:
    assert await talk(GREETING + write_delimited(b"na\n")).agree("/a") == ""


async def test_too_few_bytes_are_told_with_the_end() -> None:
    with pytest.raises(Mismatch, match="expected 4 bytes on a stream; came 2, then it was reset"):
        await talk(b"ab", RESET).hear(4)


@pytest.mark.parametrize("heard", [b"\x03abc", GREETING + write_delimited(b"/c\n"), b"\xff" * 20])
async def test_what_breaks_the_rules_is_told(heard: bytes) -> None:
    with pytest.raises(Mismatch, match="what the rules of libp2p allow"):
        await talk(heard).agree("/a")


async def test_messages_are_read_one_by_one() -> None:
    one = talk(write_delimited(b"one") + write_delimited(b"two"))
    assert [await one.hear_message(), await one.hear_message()] == [b"one", b"two"]
    with pytest.raises(Mismatch, match="bytes on a stream"):
        await one.hear_message()


async def test_a_message_that_is_too_long_is_told() -> None:
    with pytest.raises(Mismatch, match="more than 8192 bytes"):
        await talk(write_delimited(bytes(8193))).hear_message()


def pour(one: Talk, ours: Session, theirs: Session) -> None:
    """Take all that comes."""
    while came := theirs.data_to_send():
        for event in ours.receive(came):
            assert isinstance(event, Received)
            one.take(event.data)
        theirs.receive(ours.data_to_send())


async def test_what_nobody_has_asked_for_comes_to_an_end() -> None:
    ours, theirs = Session(is_client=True), Session(is_client=False)
    one, most = Talk(Nothing(), ours.open()), 1 << 20
    theirs.receive(ours.data_to_send())
    theirs.streams[1].send(bytes(most))
    pour(one, ours, theirs)
    theirs.streams[1].send(b"x")
    with pytest.raises(Mismatch, match=f"at most {most} bytes .* came {most + 1} on one stream"):
        pour(one, ours, theirs)
