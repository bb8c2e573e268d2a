"""Runs a command from its options to its exit code."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping, Set
from typing import Final

import uvloop

from plong.client import PlongError
from plong.commands.console import Console, Options
from plong.commands.exits import FAILED, SIGNALLED, UNREACHABLE, UNREAD, USAGE, Failure
from plong.commands.get import get
from plong.commands.ignore import ignore
from plong.commands.inbox import inbox
from plong.commands.knock import knock
from plong.commands.peers import peers
from plong.commands.ping import ping
from plong.commands.pipe import pipe
from plong.commands.pipes import Input, Output, named
from plong.commands.pull import pull
from plong.commands.receive import receive
from plong.commands.report import Report
from plong.commands.send import send
from plong.commands.share import share
from plong.commands.standard import STDIN, STDOUT
from plong.commands.stopping import wait_or_stop
from plong.commands.talk import talk
from plong.commands.whois import whois

Command = Callable[[Options, Console], Coroutine[None, None, int]]


async def check(options: Options, console: Console) -> int:
    """Check a server. Its many rows are loaded by nobody else."""
    from plong.commands import check as command  # noqa: PLC0415 - see above

    return await command.check(options, console)


COMMANDS: Final[Mapping[str, Command]] = {
    command.__name__: command
    for command in (
        *(talk, send, receive, pipe, whois, knock, inbox, pull, ignore),
        *(get, share, ping, peers),
        check,
    )
}
_EXITS: Final[Mapping[str, int]] = {"unreachable": UNREACHABLE, "bad-request": USAGE}
_HINTS: Final[Mapping[str, str]] = {
    "unreachable": " Start one with plong, or name another; --help says how.",
    "busy": " If it is not your friend, agree on other words.",
    "switched-off": " Name another server with --server.",
    "too-big": " plong send takes files of any size.",
    "no-such-ping": " plong inbox lists what waits.",
    "sender-failed": " It waits on; try again later.",
    "already-acknowledged": " Its content is kept no more.",
}
_READERS: Final = ("talk", "pipe")


def run(name: str, options: Options, *, as_json: bool, closed: Set[int] = frozenset()) -> int:
    """Run a command on standard input and output; return its exit code.

    ``closed`` are the descriptors that were closed when it was started.
    """
    for stream in (sys.stdout, sys.stderr):  # a name in a file may be in no locale
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are files as Python opens them
    is_pipe = name == "pipe"  # where standard output is for the data
    report = Report(sys.stderr if is_pipe else sys.stdout, sys.stderr, as_json=as_json)
    if sentence := _explain_closed(name, options, closed):
        return report.conclude("closed", sentence, USAGE)
    console = Console(Input(STDIN), Output(STDOUT), report)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_until_told(guarded(name, options, console), report))


def _explain_closed(name: str, options: Options, closed: Set[int]) -> str:
    if STDOUT in closed:
        return "Standard output is closed; >/dev/null lets nothing be printed."
    is_reader = name in _READERS or (name == "knock" and options.post.content is None)
    if STDIN in closed and is_reader:
        return "Standard input is closed; </dev/null is an empty one."
    return ""


async def guarded(name: str, options: Options, console: Console) -> int:
    """Run a command; say in a sentence why it cannot go on."""
    try:
        return await COMMANDS[name](options, console)
    except Failure as failure:
        return console.report.conclude(failure.reason, str(failure), failure.exit_code)
    except PlongError as error:
        sentence = str(error) + _HINTS.get(error.code, "")
        return console.report.conclude(error.code, sentence, _EXITS.get(error.code, FAILED))
    except OSError as error:
        return _conclude_io(error, console.report)


def _conclude_io(error: OSError, report: Report) -> int:
    if isinstance(error, BrokenPipeError):
        return report.conclude("unread", "Nobody reads the output any more.", UNREAD)
    where = f"{error.filename}: " if error.filename else ""
    return report.conclude("io", f"{where}{error.strerror or error}.", FAILED)


async def _until_told(work: Coroutine[None, None, int], report: Report) -> int:
    """Do the work until it ends, or a signal or a reader who has had enough ends it."""
    task = asyncio.create_task(work)
    report.when_broken = task.cancel

    def told() -> None:
        report.when_broken = _do_nothing  # a terminal may be gone already

    received = await wait_or_stop(task, told)
    if received is not None and task.cancelled():
        return SIGNALLED + received
    if report.error is not None:
        return _conclude_io(named(report.error, "standard output"), report)
    return task.result()


def _do_nothing() -> None:
    """Let the goodbye go on."""
