"""What a stranger wrote, made fit for a terminal."""


def printable(text: str) -> str:
    r"""Return the text with what cannot be seen as ``\x1b``, ``\u202e`` or ``\U000e0001``.

    Terminals obey control characters, and direction marks let a text look like another.
    """
    return "".join(letter if letter.isprintable() else _escape(letter) for letter in text)


def _escape(letter: str) -> str:
    number = ord(letter)
    if number <= 0xFF:  # noqa: PLR2004 - two digits
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004
