"""The command, on a disk that hangs as soon as there is a file ``hang`` where it runs."""

import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plong.cli import main
from plong.store import commits

_transact = commits.Committer._transact


def transact(committer: commits.Committer, batch: Sequence[Any]) -> None:
    """Commit, or hang."""
    if Path("hang").exists():
        Path("hanging").touch()
        threading.Event().wait()
    _transact(committer, batch)


if __name__ == "__main__":
    commits.Committer._transact = transact  # type: ignore[method-assign,assignment]  # a disk cannot be had
    sys.exit(main(sys.argv[1:]))
