"""What a command says: to a person on standard error, or to a program as JSON."""

import json
import shutil
from collections.abc import Callable, Mapping
from typing import Final, TextIO

from plong.commands.printable import printable

_SENTENCES: Final[Mapping[str, str]] = {
    "passphrase": "On the other side: {command}\nOr in a browser: {link}",
    "waiting": "Waiting for a friend under “{passphrase}”.",
    "found": "Somebody is there; saying hello.",
    "linked": "Linked with your friend.",
    "away": "Who has this passphrase is not connected; trying again.",
    "busy": "Your friend talks with somebody else; trying again.",
    "held": "Too many tries; the server asks to wait {seconds:.0f} s.",
    "gone": "Your friend is away; waiting for them to come back.",
    "left": "Your friend has left.",
    "quiet": "Nothing is offered yet. If both sides receive, one has to run plong send.",
    "restarting": "The server restarts.",
    "disconnected": "The connection to the server broke.",
    "reconnecting": "Reconnecting in {seconds:.1f} s.",
    "reconnected": "Connected to the server again.",
    "undelivered": "Not delivered: {sentence}",
    "refused": "Declined what your friend offers ({name}): {sentence}",
    "searching": "Asking for it…",
    "started": "{name}: {amount}, {direction}.",
    "failed": "{name}: {sentence}",
    "address": "Your address is {address}",
    "forgotten": "This server does not know you any more; what waited for you there is gone.\n"
    "Your new address is {address}",
    "ignored": "Ignored; its sender is not told.",
}
"""By event; what is not here is for programs only."""


class Report:
    """Writes events: sentences to one place and results to another, or all as JSON to the second.

    JSON is one object a line; its key ``event`` says which, its other keys are those given here.
    Nothing here raises: when something cannot be written, `when_broken` is called, once.
    """

    def __init__(self, results: TextIO, remarks: TextIO, *, as_json: bool) -> None:
        self.error: OSError | None = None
        """Why something could not be written."""
        self.when_broken: Callable[[], object] = lambda: None
        self._results = results
        self._remarks = remarks
        self._as_json = as_json
        self._is_drawn = False

    @property
    def width(self) -> int:
        """Columns of the terminal that a bar may be drawn on, 0 if there is none."""
        if self._as_json or not self._remarks.isatty():
            return 0
        return shutil.get_terminal_size().columns

    @property
    def is_json(self) -> bool:
        """Whether all is said to a program."""
        return self._as_json

    @property
    def is_read_by_a_person(self) -> bool:
        """Whether results stand on a terminal, among what is said there otherwise."""
        return self._results.isatty()

    def show(self, event: str, **fields: object) -> None:
        """Tell a state."""
        if self._as_json:
            self._write_json(event, fields)
        elif event in _SENTENCES:
            harmless = {name: _harmless(field) for name, field in fields.items()}
            for sentence in _SENTENCES[event].split("\n"):
                self.remark(sentence.format_map(harmless))

    def result(self, line: str, event: str, **fields: object) -> None:
        """Tell what the command was run for, which is this line."""
        if self._as_json:
            self._write_json(event, fields)
        else:
            self._wipe()
            self._write(self._results, printable(line))

    def remark(self, line: str) -> None:
        """Write a line for a person only."""
        if not self._as_json:
            self._wipe()
            self._write(self._remarks, printable(line))

    def conclude(self, reason: str, sentence: str, exit_code: int) -> int:
        """Say why the command ends; return the exit code."""
        if self._as_json:
            self._write_json("error", {"reason": reason, "sentence": sentence, "exit": exit_code})
        self._wipe()
        self._write(self._remarks, f"plong: {printable(sentence)}")
        return exit_code

    def draw(self, line: str) -> None:
        """Show a line that the next one replaces."""
        self._is_drawn = True
        self._write(self._remarks, f"\r\x1b[K{printable(line)}", end="")

    def _wipe(self) -> None:
        if self._is_drawn:
            self._is_drawn = False
            self._write(self._remarks, "\r\x1b[K", end="")

    def _write_json(self, event: str, fields: Mapping[str, object]) -> None:
        # ASCII: a terminal or a log obeys nothing of it.
        self._write(self._results, json.dumps({"event": event, **fields}))

    def _write(self, file: TextIO, text: str, end: str = "\n") -> None:
        try:
            print(text, end=end, file=file, flush=True)
        except OSError as error:
            if self.error is None:
                self.error = error
                self.when_broken()


def _harmless(field: object) -> object:
    return printable(field) if isinstance(field, str) else field
