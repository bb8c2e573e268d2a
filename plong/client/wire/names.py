"""Names of files that strangers send (docs/wire/files.md, rule 5)."""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 200
_LONGEST_ENDING: Final = 50
_SEPARATORS: Final = re.compile(r"[/\\]")
_FALLBACK: Final = "file"
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories: control characters, direction marks and their like, lone surrogates."""
_JOINERS: Final = "\u200c\u200d"
"""Of these categories too, but letters and emoji are spelt with them."""
_EDGES: Final = ". \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
"""The dot, and the white space of Unicode that is not of these categories."""


def clean_name(name: str) -> str:
    """Return what a received file may be called: no path, nothing invisible, not hidden."""
    last = _SEPARATORS.split(name)[-1]
    visible = "".join(letter for letter in last if not _is_hidden(letter))
    cleaned = _shorten(visible.strip(_EDGES))
    return cleaned if cleaned.strip(_JOINERS) else _FALLBACK


def numbered(name: str, number: int) -> str:
    """Return the name for the ``number``-th file of this name: ``a (2).txt``."""
    if number == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in _HIDDEN and letter not in _JOINERS


def _shorten(name: str) -> str:
    """Cut the stem, so that the ending still says what it is."""
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = (dot + ending).encode()
    if not stem or len(tail) > _LONGEST_ENDING:
        stem, tail = name, b""
    cut = stem.encode()[: _LONGEST - len(tail)].decode(errors="ignore")
    return (cut + tail.decode()).rstrip(_EDGES)
