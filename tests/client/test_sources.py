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
    source = FileSource(file, 2)
    os.write(writing, b"a")
    assert bytes(await source.read(0, 1))[HEAD:] == b"a"
    second = asyncio.create_task(source.read(1, 1))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    os.close(writing)  # the thread that reads ahead gets its end
    source.close()
    await asyncio.sleep(0)
    assert file.closed
