"""Bytes in messages of Noise, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.channel import NoiseChannel
from plong.noise.xx import Split
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.noise_frames import MAX_TEXT

HERE, THERE = Split(b"1" * 32, b"2" * 32), Split(b"2" * 32, b"1" * 32)
LAST = 2**64 - 2


def pair() -> tuple[NoiseChannel, NoiseChannel]:
    return NoiseChannel(HERE), NoiseChannel(THERE)


@given(st.lists(st.binary(max_size=100)), st.lists(st.integers(1, 60), min_size=1))
def test_every_byte_arrives_however_it_is_split(texts: list[bytes], sizes: list[int]) -> None:
    here, there = pair()
    wire, heard = b"".join(map(here.send, texts)), b""
    while wire:
        for size in sizes:
            heard += b"".join(there.receive(wire[:size]))
            wire = wire[size:]
    assert heard == b"".join(texts)


@pytest.mark.parametrize("size", [1, MAX_TEXT, MAX_TEXT + 1, 3 * MAX_TEXT + 7])
def test_long_texts_are_cut(size: int) -> None:
    here, there = pair()
    text = bytes(range(256)) * (size // 256 + 1)
    wire = here.send(text[:size])
    assert len(wire) == size + 18 * -(-size // MAX_TEXT)
    assert wire[:2] == min(size + 16, 65535).to_bytes(2, "big")
    heard = there.receive(wire)
    assert b"".join(heard) == text[:size]
    assert len(heard) == -(-size // MAX_TEXT)


def test_nothing_is_nothing() -> None:
    here, there = pair()
    assert here.send(b"") == b""
    assert there.receive(b"") == []


def test_an_empty_message_is_not_passed_on() -> None:
    here, there = pair()
    empty = here._frame(b"")
    assert there.receive(empty + here.send(b"text")) == [b"text"]


def test_both_directions_are_on_their_own() -> None:
    here, there = pair()
    assert there.receive(here.send(b"one") + here.send(b"two")) == [b"one", b"two"]
    assert here.receive(there.send(b"three")) == [b"three"]


def test_no_bit_can_be_changed() -> None:
    frame = pair()[0].send(b"text")
    for index in range(16, len(frame) * 8):  # behind the length, which is not secret
        other = bytearray(frame)
        other[index // 8] ^= 1 << index % 8
        with pytest.raises(ProtocolViolation, match="changed on its way"):
            pair()[1].receive(bytes(other))


def test_nothing_comes_twice_or_in_another_order() -> None:
    here, there = pair()
    first, second = here.send(b"one"), here.send(b"two")
    with pytest.raises(ProtocolViolation):
        pair()[1].receive(second)
    there.receive(first)
    with pytest.raises(ProtocolViolation):
        there.receive(first)


def test_one_is_not_sent_ones_own_words() -> None:
    here, _ = pair()
    with pytest.raises(ProtocolViolation):
        here.receive(here.send(b"text"))


@given(st.lists(st.binary(max_size=90), max_size=9))
def test_garbage_is_refused_or_waited_with(pieces: list[bytes]) -> None:
    channel = pair()[0]
    try:
        for piece in pieces:
            assert channel.receive(piece) == []
    except ProtocolViolation:
        return
    assert len(channel._buffer) <= sum(map(len, pieces))


@pytest.mark.parametrize("size", range(16))
def test_a_message_has_a_tag(size: int) -> None:
    with pytest.raises(ProtocolViolation):
        pair()[1].receive(size.to_bytes(2, "big") + bytes(size))


def test_an_unfinished_message_is_all_that_is_kept() -> None:
    here, there = pair()
    wire = here.send(bytes(3 * MAX_TEXT))
    for at in range(0, len(wire), 997):
        there.receive(wire[at : at + 997])
        assert len(there._buffer) < 65537


def test_numbers_come_to_an_end() -> None:
    """Rather than a number twice, nothing: 2**64 - 1 is for rekeying, which libp2p has not."""
    here, there = pair()
    here._sent = there._opened = LAST
    assert there.receive(here.send(b"last")) == [b"last"]
    with pytest.raises(ProtocolViolation, match="no numbers left"):
        here.send(b"more")
    with pytest.raises(ProtocolViolation, match="no numbers left"):
        there.receive(bytes(2))
