"""Work in a thread that may outlive who waits for it."""

import asyncio
from threading import Event

import pytest

from plong.commands.worker import Worker


def fail() -> None:
    raise OSError("No.")


@pytest.mark.parametrize("end", [fail, lambda: None])
async def test_the_end_of_what_was_given_up_disturbs_nobody(end: object) -> None:
    assert callable(end)
    worker, gate = Worker(), Event()

    def work() -> None:
        gate.wait()
        end()

    doing = asyncio.create_task(worker.do(work))
    await asyncio.sleep(0)
    doing.cancel()
    gate.set()
    assert await worker.do(lambda: "next") == "next"
    with pytest.raises(asyncio.CancelledError):
        await doing


async def test_an_error_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(OSError, match="No"):
        await Worker().do(fail)
