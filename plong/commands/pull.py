"""``plong pull``: fetch what was left for us."""

from dataclasses import asdict

from plong.client import Me, PlongError, Pulled
from plong.commands.console import Console, Options, PostOptions
from plong.commands.exits import DONE
from plong.commands.ownership import being_ourselves


async def pull(options: Options, console: Console) -> int:
    """Print a ping's content; return the exit code. Raise `PlongError`, `Failure`, `OSError`."""
    report = console.report
    async with being_ourselves(options, report) as me:
        pulled = await _pull(me, options.post)
    if report.is_json:
        report.show("pulled", **asdict(pulled))
    elif report.is_read_by_a_person:
        report.remark(f"From {pulled.origin} ({pulled.payload_type}):")
        for line in pulled.content.removesuffix("\n").split("\n"):
            report.result(line, "pulled")
    else:
        await console.stdout.write(memoryview(pulled.content.encode()))
    return DONE


async def _pull(me: Me, post: PostOptions) -> Pulled:
    """Return the content, also if it was pulled before and is kept: it may not have been seen."""
    try:
        return await me.pull(post.name, post.origin)
    except PlongError as error:
        if error.code != "already-acknowledged":
            raise
        try:
            return await me.kept(post.name, post.origin)
        except PlongError as other:
            raise (error if other.code == "no-such-ping" else other) from None
