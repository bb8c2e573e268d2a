"""Runs a command from its options to its exit code."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Final

import uvloop

from plong.client import PlongError
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, FAILED, SIGNALLED, UNREACHABLE, USAGE, Failure
from plong.commands.pipe import pipe
from plong.commands.pipes import Input, Output
from plong.commands.receive import receive
from plong.commands.report import Report
from plong.commands.send import send
from plong.commands.talk import talk
from plong.commands.whois import whois

Command = Callable[[Options, Console], Coroutine[None, None, int]]

COMMANDS: Final[Mapping[str, Command]] = {
    command.__name__: command for command in (talk, send, receive, pipe, whois)
}
_EXITS: Final[Mapping[str, int]] = {"unreachable": UNREACHABLE, "bad-request": USAGE}
_STDIN, _STDOUT = 0, 1


def run(name: str, options: Options, *, as_json: bool) -> int:
    """Run a command on standard input and output; return its exit code."""
    for stream in (sys.stdout, sys.stderr):  # a name in a file may be in no locale
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are files as Python opens them
    is_pipe = name == "pipe"  # where standard output is for the data
    report = Report(sys.stderr if is_pipe else sys.stdout, sys.stderr, as_json=as_json)
    console = Console(Input(_STDIN), Output(_STDOUT), report)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_until_signal(lambda: guarded(name, options, console)))
    except BrokenPipeError:  # who read what we print has had enough
        console.stdout.close()
        return DONE


async def guarded(name: str, options: Options, console: Console) -> int:
    """Run a command; say in a sentence why it cannot go on. Raise `BrokenPipeError`."""
    try:
        return await COMMANDS[name](options, console)
    except Failure as failure:
        return console.report.error(failure.reason, str(failure), failure.exit_code)
    except PlongError as error:
        exit_code = _EXITS.get(error.code, FAILED)
        return console.report.error(error.code, str(error), exit_code)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return console.report.error("io", f"{where}{error.strerror or error}.", FAILED)


async def _until_signal(work: Callable[[], Awaitable[int]]) -> int:
    """Let the first signal end the work in good order, and the second at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work())
    received: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        received.append(number)
        task.cancel()
        for known in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(known)
            signal.signal(known, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        return await task
    except asyncio.CancelledError:
        return SIGNALLED + received[0]
