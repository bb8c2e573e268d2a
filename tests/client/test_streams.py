"""What is kept of a stream."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.client.streams import PIECE, StreamSource
from plong.client.wire.chunk import HEAD
from plong.client.wire.failure import TransferFailure


async def test_what_is_kept_can_be_asked_for_again_and_the_rest_is_lost() -> None:
    source, piece = StreamSource(), bytes(PIECE)
    for _ in range(3):
        source.append(piece)
    source.forget(2 * PIECE - 1)
    assert await source.resume(PIECE) == hashlib.sha256(piece).hexdigest()
    assert bytes(await source.read(PIECE + 1, PIECE))[HEAD:] == piece[1:]
    assert await source.resume(3 * PIECE) == await source.finish()
    for offset in (0, PIECE - 1, 3 * PIECE + 1):
        with pytest.raises(TransferFailure, match="lost"):
            await source.resume(offset)


async def test_many_small_pieces_are_kept_as_few() -> None:
    source = StreamSource()
    for _ in range(1000):
        source.append(b"abc")
    assert bytes(await source.read(1, 5000))[HEAD:] == (b"abc" * 1000)[1:]


@given(
    st.lists(st.sampled_from([b"a", b"b" * 9, b"c" * PIECE, bytes(PIECE - 1)]), max_size=6),
    st.integers(0, 5 * PIECE),
    st.integers(0, 5 * PIECE),
    st.integers(PIECE // 8, 2 * PIECE),
)
async def test_it_can_be_read_on_from_anywhere_that_is_kept(
    pieces: list[bytes], stored: int, start: int, length: int
) -> None:
    source, whole = StreamSource(), b"".join(pieces)
    for piece in pieces:
        source.append(piece)
    start = min(start, len(whole))
    source.forget(min(stored, start))
    assert await source.resume(start) == hashlib.sha256(whole[:start]).hexdigest()
    offset = start
    while offset < len(whole):
        data = bytes(await source.read(offset, length))[HEAD:]
        assert 0 < len(data) <= length
        assert data == whole[offset : offset + len(data)]
        offset += len(data)
    assert await source.finish() == hashlib.sha256(whole).hexdigest()
