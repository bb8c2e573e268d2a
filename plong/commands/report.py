"""What a command says: to a person on standard error, or to a program as JSON."""

import json
import shutil
from collections.abc import Mapping
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
    "restarting": "The server restarts.",
    "disconnected": "The connection to the server broke.",
    "reconnecting": "Reconnecting in {seconds:.1f} s.",
    "reconnected": "Connected to the server again.",
    "undelivered": "Not delivered: {sentence}",
    "refused": "Declined what your friend offers ({name}): {sentence}",
    "started": "{name}: {amount}, {direction}.",
    "failed": "{name}: {sentence}",
}
"""By event; what is not here is for programs only."""


class Report:
    """Writes events: sentences to one place and results to another, or all as JSON to the second.

    JSON is one object a line; its key ``event`` says which, its other keys are those given here.
    """

    def __init__(self, results: TextIO, remarks: TextIO, *, as_json: bool) -> None:
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

    def show(self, event: str, **fields: object) -> None:
        """Tell a state. Raise `OSError`."""
        if self._as_json:
            self._write_json(event, fields)
        elif event in _SENTENCES:
            self.remark(_SENTENCES[event].format_map(fields))

    def result(self, line: str, event: str, **fields: object) -> None:
        """Tell what the command was run for, which is this line. Raise `OSError`."""
        if self._as_json:
            self._write_json(event, fields)
        else:
            self._wipe()
            print(printable(line), file=self._results, flush=True)

    def remark(self, text: str) -> None:
        """Write lines for a person only."""
        if not self._as_json:
            self._wipe()
            for line in text.split("\n"):
                print(printable(line), file=self._remarks, flush=True)

    def error(self, reason: str, sentence: str, exit_code: int) -> int:
        """Say why the command ends; return the exit code."""
        if self._as_json:
            self._write_json("error", {"reason": reason, "sentence": sentence, "exit": exit_code})
        self._wipe()
        print(f"plong: {printable(sentence)}", file=self._remarks, flush=True)
        return exit_code

    def draw(self, line: str) -> None:
        """Show a line that the next one replaces."""
        self._is_drawn = True
        print(f"\r\x1b[K{printable(line)}", end="", file=self._remarks, flush=True)

    def _wipe(self) -> None:
        if self._is_drawn:
            self._is_drawn = False
            print("\r\x1b[K", end="", file=self._remarks, flush=True)

    def _write_json(self, event: str, fields: Mapping[str, object]) -> None:
        # ASCII: a terminal or a log obeys nothing of it.
        print(json.dumps({"event": event, **fields}), file=self._results, flush=True)
