"""What a log calls an IP address: the same within a day, and nothing that can be turned back."""

import ipaddress
import re
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from plong.protocol.sources import address_key

KEY_BYTES: Final = 32
_BYTES: Final = 3
_SECONDS_A_DAY: Final = 86400
_PERHAPS: Final = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


def alias_of(address: str, key: bytes) -> str:
    """Return six hexadecimal digits for what counts as one address.

    Args:
        address: an IP address, or whatever stands for one.
        key: `KEY_BYTES` that nobody else knows: without them, trying all addresses tells nothing.
    """
    return blake2b(address_key(address).encode(), digest_size=_BYTES, key=key).hexdigest()


def day_of(now: float) -> int:
    """Return the number of the day, in UTC, of epoch seconds."""
    return int(now // _SECONDS_A_DAY)


def hide_addresses(text: str, alias: Callable[[str], str]) -> str:
    """Return a text in which each IP address is replaced by what ``alias`` says."""

    def replace(match: re.Match[str]) -> str:
        found = match[0].rstrip(".")
        try:
            ipaddress.ip_address(found)
        except ValueError:  # a time, say
            return match[0]
        return alias(found) + match[0][len(found) :]

    return _PERHAPS.sub(replace, text)
