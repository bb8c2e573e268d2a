"""What stands in fences on the pages of docs/deploy."""

import re
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[2]
_PAGES: Final = PROJECT / "docs" / "deploy"


def fences(page: str, language: str) -> list[str]:
    """Return all pieces of a page in this language."""
    text = (_PAGES / f"{page}.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def fence(page: str, language: str) -> str:
    """Return the only piece of a page in this language."""
    [found] = fences(page, language)
    return found
