"""Names of files that strangers send (docs/wire/files.md, rule 5)."""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 200
_SEPARATORS: Final = re.compile(r"[/\\]")
_FALLBACK: Final = "file"
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories: control characters, direction marks and their like, lone surrogates."""


def clean_name(name: str) -> str:
    """Return what a received file may be called: no path, nothing invisible, not hidden."""
    last = _SEPARATORS.split(name)[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter) not in _HIDDEN)
    return _shorten(visible.strip().lstrip(". ")) or _FALLBACK


def numbered(name: str, number: int) -> str:
    """Return the name for the ``number``-th file of this name: ``a (2).txt``."""
    if number == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"


def _shorten(name: str) -> str:
    """Cut the stem, so that the ending still says what it is."""
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = (dot + ending).encode()
    if not stem or len(tail) > _LONGEST // 4:
        stem, tail = name, b""
    return (stem.encode()[: _LONGEST - len(tail)] + tail).decode(errors="ignore")
