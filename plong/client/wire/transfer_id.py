"""Names of transfers."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

# 16 bytes are 21 characters and two bits of the last one.
_ID: Final = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")


def write_id(entropy: bytes) -> str:
    """Return 16 bytes as 22 characters of base64url."""
    return urlsafe_b64encode(entropy).rstrip(b"=").decode()


def id_bytes(transfer: str) -> bytes:
    """Return the 16 bytes of a transfer's name."""
    return urlsafe_b64decode(transfer + "==")


def is_id(value: object) -> bool:
    """Tell whether ``value`` has the form of a transfer's name."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None
