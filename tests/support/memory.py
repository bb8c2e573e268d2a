"""How much memory this process takes: a server under test runs in it."""

import os
from pathlib import Path
from typing import Final

MEBIBYTE: Final = 1 << 20


def resident() -> int:
    """Return the bytes of this process that are in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
