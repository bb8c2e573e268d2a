"""What the Dockerfile says of the image that is run."""

import json
import re
from collections.abc import Sequence

from tests.support.pages import PROJECT


def arguments(instruction: str) -> Sequence[str]:
    """Return what stands behind an instruction of the last stage, word by word."""
    text = (PROJECT / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    stage = text[text.rindex("\nFROM ") :]
    lines = re.findall(rf"^{instruction} (.*)$", stage, re.MULTILINE)
    return [word for line in lines for word in _words(line)]


def _words(line: str) -> Sequence[str]:
    return json.loads(line) if line.startswith("[") else line.split()
