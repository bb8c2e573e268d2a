"""``plong share``: put files where everybody may fetch them by their SHA-256."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from plong.commands.checksums import checksum_line
from plong.commands.console import Console, Options
from plong.commands.copying import Copy, Copying
from plong.commands.exits import DONE, USAGE, Failure

_CONFIG: Final = Path("config.json")


async def share(options: Options, console: Console) -> int:
    """Copy files, print their hashes; return the exit code. Raise `Failure`, `OSError`."""
    folder = _folder(options.swarm.folder)
    _check(options.files)
    copying = Copying(folder)
    for file in options.files:
        copy = await _copy(copying, file)
        line = checksum_line(copy.sha256, Path(copy.path.name))
        console.report.result(
            line, "shared", name=copy.path.name, path=str(copy.path), sha256=copy.sha256
        )
    return DONE


async def _copy(copying: Copying, file: Path) -> Copy:
    """Copy in a thread, which is told if nobody waits for it any more."""
    try:
        return await asyncio.to_thread(copying.copy, file)
    except asyncio.CancelledError:
        copying.stop()
        raise


def _folder(given: Path | None) -> Path:
    folder = given or _configured()
    if folder is None:
        sentence = "It is not known which folder is shared: set share_dir in config.json, where"
        rest = "the server runs, or PLONG_SHARE_DIR for both, or name the folder with --dir."
        raise Failure("no-folder", f"{sentence} {rest}", USAGE)
    if not folder.is_dir():
        raise Failure("no-folder", f"{folder} is no folder; make it first.", USAGE)
    return folder


def _configured() -> Path | None:
    """Return ``share_dir`` as a server that is started here reads it; None: there is none."""
    try:
        values = json.loads(_CONFIG.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    folder = values.get("share_dir") if isinstance(values, dict) else None
    return Path(folder) if isinstance(folder, str) and folder else None


def _check(files: Sequence[Path]) -> None:
    """Raise `Failure` for the first that cannot be shared."""
    for file in files:
        if not file.exists():
            raise Failure("no-file", f"There is no file {file}.", USAGE)
        if not file.is_file():
            sentence = f"{file} is no plain file; tar c FOLDER >FILE makes one of a folder."
            raise Failure("no-file", sentence, USAGE)
