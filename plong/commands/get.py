"""``plong get``: a file by its SHA-256, from whoever has it."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from plong.client.wire.names import numbered
from plong.commands.checksums import checksum_line
from plong.commands.console import Console, Options, SwarmOptions
from plong.commands.endpoints import any_host, resolve
from plong.commands.exits import DONE, USAGE, Failure
from plong.commands.fetching import Shown, explain, remark_rest
from plong.commands.hashing import sha256_of
from plong.commands.report import Report
from plong.lcdp.download import Download, NobodyHasIt, WrongHash
from plong.lcdp.unfinished import UnfinishedFile
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices

_SEED_BYTES: Final = 32


async def get(options: Options, console: Console) -> int:
    """Fetch a file; return the exit code. Raise `Failure`, `OSError`."""
    wanted, report = options.swarm, console.report
    target = _target(wanted)
    if not await asyncio.to_thread(_is_there, target, wanted.content_id):
        target = await _fetch(wanted, target, report)
    size = target.stat().st_size
    line = checksum_line(wanted.content_id, target)
    report.result(line, "saved", path=str(target), size=size, sha256=wanted.content_id)
    return DONE


async def _fetch(wanted: SwarmOptions, target: Path, report: Report) -> Path:
    """Fetch what is not there; return its name."""
    sources = await _resolve_all(wanted.sources)
    reach = _reach(sources)
    holders = (*sources, *await resolve(wanted.home))
    file = UnfinishedFile(target.parent, wanted.content_id)
    download = Download(wanted.content_id, file, _clock(), reach)
    node = _make_node(Choices(reach, bootstrap=holders))
    report.show("searching", sha256=wanted.content_id, nodes=[str(one) for one in holders])
    try:
        shown = Shown(target.name, report)
        await download.run(node, any_host(), holders, wanted.timeout, shown)
    except (NobodyHasIt, WrongHash, BlockingIOError) as error:
        raise explain(error, download.progress, len(node.peers)) from None
    except asyncio.CancelledError:
        remark_rest(download.progress, report)
        raise
    return await asyncio.to_thread(file.finish, _names(target))


async def _resolve_all(texts: Sequence[str]) -> tuple[Endpoint, ...]:
    found = [await resolve(text) for text in texts]
    return tuple(dict.fromkeys(one for endpoints in found for one in endpoints))


def _target(wanted: SwarmOptions) -> Path:
    """Return what the file is to be called."""
    target = Path(wanted.content_id) if wanted.output is None else wanted.output
    target = target / wanted.content_id if target.is_dir() else target
    if target.exists() and not target.is_file():
        raise Failure("no-file", f"{target} is no plain file; name another with -o.", USAGE)
    if not target.parent.is_dir():
        raise Failure("no-folder", f"{target.parent} is no folder; make it first.", USAGE)
    return target


def _is_there(target: Path, content_id: str) -> bool:
    return target.is_file() and sha256_of(target) == content_id


def _names(target: Path) -> Iterator[Path]:
    return (target.with_name(numbered(target.name, number)) for number in count(1))


def _reach(sources: Sequence[Endpoint]) -> Reach:
    """Return how near nodes may be that others name: as near as those that the person named."""
    loopback = not all(Reach(private=True).allows(one) for one in sources)
    return Reach(loopback, private=loopback or not all(map(Reach().allows, sources)))


def _make_node(choices: Choices) -> LcdpNode:
    try:
        from plong.noise.crypto import NoiseCrypto  # noqa: PLC0415 - only who fetches needs it
    except ModuleNotFoundError as error:
        raise Failure(
            "missing",
            f"plong get needs the package {error.name}: "
            "install Plong with its extra, in a clone by pip install '.[lcdp]'.",
        ) from None
    return LcdpNode(NoiseCrypto(os.urandom(_SEED_BYTES)), os.urandom, _clock()(), choices)


def _clock() -> Callable[[], float]:
    """Return what tells seconds since the epoch, and never jumps."""
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()
