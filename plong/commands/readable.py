"""Whether files can be sent, asked before anybody is met."""

from collections.abc import Sequence
from pathlib import Path

from plong.commands.exits import USAGE, Failure


def check_readable(files: Sequence[Path]) -> None:
    """Raise `Failure` for the first that cannot be sent."""
    for file in files:
        try:
            _check(file)
        except OSError as error:
            sentence = f"{file} cannot be read: {error.strerror}."
            raise Failure("unreadable", sentence, USAGE) from None


def _check(file: Path) -> None:
    if file.is_dir():
        hint = "send it as a stream: tar c FOLDER | plong pipe PASSPHRASE"
        raise Failure("folder", f"{file} is a folder; {hint}.", USAGE)
    if not file.exists():
        raise Failure("no-file", f"There is no file {file}.", USAGE)
    if not file.is_file():
        hint = "send it as a stream: plong pipe PASSPHRASE <FILE"
        raise Failure("no-file", f"{file} is no plain file; {hint}.", USAGE)
    file.open("rb").close()
