"""Passphrases as people type and pass them on: the same words here and on the page."""

import re
import secrets
import unicodedata
from importlib.resources import files
from typing import Final
from urllib.parse import quote, unquote

_BLANKS: Final = re.compile(
    "[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"
)
"""What JavaScript takes for white space, for the page splits by it."""
_BROKEN_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_PLAIN: Final = "!~*'()_."
"""What JavaScript's encodeURIComponent leaves as it is, without the hyphen."""
_WORDS: Final = 3


def read_passphrase(typed: str) -> str:
    """Return the passphrase that somebody typed; empty if there is none in it.

    Words with blanks between them are taken as they are. Without a blank it is what stands in
    the page's links: ``blue-tiger-sky`` is ``blue tiger sky``, and ``%2D`` is a hyphen.
    """
    tidy = _tidy(typed)
    if " " in tidy:
        return tidy
    return _tidy(" ".join(_decode(word) for word in tidy.removeprefix("#").split("-")))


def to_fragment(passphrase: str) -> str:
    """Return a passphrase as one word for links and shells: ``blue-tiger-sky``."""
    words = _tidy(passphrase).split(" ")
    return "-".join(quote(word, safe=_PLAIN).replace("-", "%2D") for word in words)


def deal_passphrase() -> str:
    """Return three different words that nobody can guess within the tries that a server allows."""
    words = (files("plong") / "web" / "words.txt").read_text(encoding="utf-8").split()
    dealt: dict[str, None] = {}
    while len(dealt) < _WORDS:
        dealt[secrets.choice(words)] = None
    return " ".join(dealt)


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def _decode(word: str) -> str:
    if _BROKEN_ESCAPE.search(word):
        return word  # a percent sign that somebody typed
    try:
        return unquote(word, errors="strict")
    except UnicodeDecodeError:
        return word
