import asyncio
import time

from plong.hub.loop_lag import INTERVAL, LoopLag


def test_one_stall_is_remembered_but_does_not_last() -> None:
    lag = LoopLag()
    for seconds in (0.001, 3.0, 0.002):
        lag.note(seconds)
    assert (lag.last, lag.highest, lag.lasting) == (0.002, 3.0, 0.001)
    assert lag.seconds.count == 3


def test_what_lasts_was_there_three_times() -> None:
    lag = LoopLag()
    for seconds in (2.0, 2.5, 3.0):
        lag.note(seconds)
    assert lag.lasting == 2.0


async def test_a_loop_that_somebody_keeps_busy_is_late() -> None:
    lag = LoopLag()
    task = asyncio.create_task(lag.run())
    await asyncio.sleep(0)
    time.sleep(INTERVAL + 0.2)  # noqa: ASYNC251  # that is the stall
    await asyncio.sleep(0.01)  # the timer is due already
    task.cancel()
    assert lag.last > 0.19
