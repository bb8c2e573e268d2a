"""How a command ends."""

from typing import Final

DONE: Final = 0
FAILED: Final = 1
"""Not found, declined, given up, or not all of it arrived."""
USAGE: Final = 2
"""Used wrongly: an option, a file or an address that cannot be."""
UNREACHABLE: Final = 3
"""No Plong server answers."""
UNREAD: Final = 141
"""Who read the output has had enough; shells count SIGPIPE so."""
SIGNALLED: Final = 128
"""Plus the signal's number, as shells count: 129 is a closed terminal, 130 Ctrl-C, 143 SIGTERM."""


class Failure(Exception):
    """A command cannot go on. ``str(failure)`` is a sentence."""

    def __init__(self, reason: str, sentence: str, exit_code: int = FAILED) -> None:
        super().__init__(sentence)
        self.reason = reason
        """One word, for programs."""
        self.exit_code = exit_code


def lacking(what: str, error: ModuleNotFoundError, extra: str) -> Failure:
    """Return why something cannot be done where an extra of Plong is not installed."""
    return Failure(
        "missing",
        f"{what} needs the package {error.name}: "
        f"install Plong with its extra, in a clone by pip install '.[{extra}]'.",
    )
