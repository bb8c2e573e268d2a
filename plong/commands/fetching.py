"""What a person is told while a file is fetched, and when that ends."""

from typing import Final

from plong.commands.amounts import size_text
from plong.commands.exits import Failure
from plong.commands.progress import Progress
from plong.commands.report import Report
from plong.lcdp.download import WrongHash
from plong.protocol.lcdp.content import models

_LONGEST: Final = 24
"""Letters of a name in what a person sees of the progress."""
_GO_ON: Final = "the same command goes on from there."


def _short(name: str) -> str:
    """Return a name beside which there is room for a bar."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


class Shown:
    """Tells of the progress, once it is known how large the file is."""

    def __init__(self, name: str, report: Report) -> None:
        self._name = name if report.is_json else _short(name)
        self._report = report
        self._progress: Progress | None = None
        self._size: int | None = None

    def __call__(self, progress: models.Progress) -> None:
        """Learn how it goes."""
        if progress.size is None:
            return
        if self._progress is None or self._size != progress.size:
            self._begin(progress.size)
        if self._progress is not None:
            self._progress(progress.stored)

    def _begin(self, size: int) -> None:
        self._size = size
        self._progress = Progress(self._report, self._name, size)
        amount = size_text(size)
        self._report.show(
            "started", name=self._name, size=size, amount=amount, direction="to fetch"
        )


def explain(error: Exception, progress: models.Progress, peers: int) -> Failure:
    """Return why a fetch has ended; ``peers`` is how many nodes have answered."""
    if isinstance(error, BlockingIOError):
        return Failure("busy", "Another plong get fetches this file to this folder.")
    if isinstance(error, WrongHash):
        return Failure("wrong-hash", "What others gave was not this file; nothing of it is kept.")
    if progress.stored:
        sentence = f"Nobody gives more of it than {_so_far(progress)}; {_GO_ON}"
        return Failure("stalled", sentence)
    if not peers:
        sentence = "No node of LCDP answers; start a server with u in its mode, or name one with"
        return Failure("not-found", f"{sentence} --from.")
    sentence = "None of the nodes that answered has this file; name one that does with --from."
    return Failure("not-found", sentence)


def remark_rest(progress: models.Progress, report: Report) -> None:
    """Say what is there of a fetch that was stopped."""
    if progress.stored:
        report.remark(f"There is {_so_far(progress)}; {_GO_ON}")


def _so_far(progress: models.Progress) -> str:
    return f"{size_text(progress.stored)} of {size_text(progress.size or 0)}"
