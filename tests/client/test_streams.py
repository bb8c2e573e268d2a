"""What is kept of a stream."""

import hashlib

import pytest

from plong.client.streams import StreamSource
from plong.client.wire.chunk import HEAD
from plong.client.wire.failure import TransferFailure


async def test_what_is_kept_can_be_asked_for_again_and_the_rest_is_lost() -> None:
    source = StreamSource()
    for piece in (b"one", b"two", b"three"):
        source.append(piece)
    source.forget(5)
    assert await source.resume(3) == hashlib.sha256(b"one").hexdigest()
    assert bytes(await source.read(3, 9))[HEAD:] == b"two"
    assert await source.resume(11) == await source.finish()
    for offset in (0, 4, 12):
        with pytest.raises(TransferFailure, match="lost"):
            await source.resume(offset)
