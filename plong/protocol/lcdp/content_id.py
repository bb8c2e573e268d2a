"""Names of files: what one may ask for, and what this node serves.

A name of LCDP is a path in some nodes, so those that lead elsewhere are refused before anybody
thinks of a file. docs/wire/lcdp.md.
"""

import re
from typing import Final

MAX_ID: Final = 255
"""Characters."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
# No control character or backslash, no dot or slash in front, no dot behind a slash, no slash last.
_ID: Final = re.compile(r"(?![./])(?:(?!/\.)[^\x00-\x1f\x7f\\])+(?<!/)")


def is_sha256(content_id: str) -> bool:
    """Tell whether the id is the SHA-256 of a file, in the one spelling that nodes find."""
    return _SHA256.fullmatch(content_id) is not None


def is_content_id(content_id: str) -> bool:
    """Tell whether a node may be asked for this: a hash, or a path that stays below its start."""
    return len(content_id) <= MAX_ID and _ID.fullmatch(content_id) is not None
