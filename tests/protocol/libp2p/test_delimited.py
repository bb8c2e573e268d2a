"""Messages in a stream, each behind its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.delimited import Delimited, write_delimited
from plong.protocol.libp2p.errors import ProtocolViolation
from tests.protocol.libp2p.pieces import cut


def take(stream: Delimited) -> list[bytes]:
    return [*iter(stream.next_message, None)]


@given(st.lists(st.binary(max_size=300)), st.binary(max_size=5), st.data())
def test_messages_come_back_however_they_are_cut(
    messages: list[bytes], rest: bytes, data: st.DataObject
) -> None:
    stream, taken = Delimited(300), list[bytes]()
    for piece in cut(b"".join(map(write_delimited, messages)), data):
        stream.receive(piece)
        taken += take(stream)
    assert taken == messages
    stream.receive(rest)
    assert (stream.rest(), stream.rest()) == (rest, b"")


def test_a_message_too_long_is_refused_when_its_length_is_read() -> None:
    stream = Delimited(300)
    stream.receive(write_delimited(bytes(300)) + b"\xad")
    assert take(stream) == [bytes(300)]
    stream.receive(b"\x02")
    with pytest.raises(ProtocolViolation):
        stream.next_message()


def test_a_length_that_never_ends_is_refused() -> None:
    stream = Delimited(300)
    stream.receive(b"\x80" * 9)
    with pytest.raises(ProtocolViolation):
        stream.next_message()
