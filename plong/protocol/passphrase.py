"""What a passphrase may be."""

import unicodedata
from typing import Final

from plong.protocol.errors import BadRequest

MAX_PASSPHRASE: Final = 1024
"""Bytes of a passphrase in UTF-8."""


def normalise(passphrase: str) -> bytes:
    """Return what is hashed: NFC in UTF-8, so that one phrase has one spelling on every keyboard.

    Raises:
        BadRequest: it is longer than `MAX_PASSPHRASE` bytes, as sent or as normalised.
    """
    # Measured before NFC too: normalising is not free, and the limit is on what a client sends.
    if len(passphrase.encode()) <= MAX_PASSPHRASE:
        normal = unicodedata.normalize("NFC", passphrase).encode()
        if len(normal) <= MAX_PASSPHRASE:
            return normal
    raise BadRequest(f"Passphrase must be at most {MAX_PASSPHRASE} bytes.")
