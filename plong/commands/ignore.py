"""``plong ignore``: want nothing of a ping."""

from plong.commands.console import Console, Options
from plong.commands.exits import DONE
from plong.commands.ownership import being_ourselves


async def ignore(options: Options, console: Console) -> int:
    """Drop a ping; return the exit code. Raise `PlongError`, `Failure`, `OSError`."""
    name = options.post.name
    async with being_ourselves(options, console.report) as me:
        await me.ignore(name, options.post.origin)
    console.report.show("ignored", ping_id=name)
    return DONE
