"""What ends a command before its time: the first signal in good order, the second at once."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from typing import Any


async def wait_or_stop(task: asyncio.Task[int], told: Callable[[], None]) -> signal.Signals | None:
    """Wait until a task is done; the first signal meanwhile cancels it.

    Args:
        task: what is under way.
        told: is called at each signal, before the task is cancelled.

    Returns:
        the first signal, if there was one.
    """
    received: list[signal.Signals] = []
    signals = _signals()

    def stop(number: signal.Signals) -> None:
        received.append(number)
        told()
        task.cancel()
        _let_kill(signals)

    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, stop, number)
    await asyncio.wait([task])
    _let_kill(signals)
    return received[0] if received else None


async def to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Do it though whoever waits for it is cancelled meanwhile, once; then raise `CancelledError`.

    A terminal that is closed is the end of the input, and a moment later a signal: the goodbye that
    the first began must not be cut off by the second.
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _signals() -> Sequence[signal.Signals]:
    is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return (
        (signal.SIGINT, signal.SIGTERM)
        if is_nohup
        else (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    )


def _let_kill(signals: Sequence[signal.Signals]) -> None:
    for number in signals:
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)
