"""Files that are read ahead."""

import asyncio
import os
from io import FileIO

import pytest

from plong.client.sources import FileSource
from plong.client.wire.chunk import HEAD


async def test_a_read_that_is_given_up_closes_the_file() -> None:
    reading, writing = os.pipe()
    file = FileIO(reading)
    source = FileSource(file, 5)
    os.write(writing, b"abcd")
    for offset, letter in enumerate([b"a", b"b", b"c", b"d"]):
        assert bytes(await source.read(offset, 1))[HEAD:] == letter
    last = asyncio.create_task(source.read(4, 1))
    await asyncio.sleep(0)
    last.cancel()
    with pytest.raises(asyncio.CancelledError):
        await last
    os.close(writing)  # the thread that reads ahead gets its end
    source.close()
    await asyncio.sleep(0)
    assert file.closed
