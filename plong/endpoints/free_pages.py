"""Memory that is reserved and not in use, given back to the system."""

import ctypes
import mmap
import sys
from typing import Final

_PAGE: Final = mmap.PAGESIZE
_IS_POSSIBLE: Final = sys.platform == "linux"
"""Elsewhere the system may leave the pages where they are."""


def give_back(room: memoryview) -> bool:
    """Let the system take the whole pages of ``room`` away; tell whether it did.

    What stands there is lost: later it reads as zeros, and takes memory again as it is written.
    """
    if not _IS_POSSIBLE or not room:
        return False
    address = ctypes.addressof(ctypes.c_char.from_buffer(room))
    first = -(-address // _PAGE) * _PAGE
    size = (address + len(room)) // _PAGE * _PAGE - first
    return size > 0 and _advise(first, size)


def _advise(address: int, size: int) -> bool:
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    result: int = madvise(address, size, mmap.MADV_DONTNEED)
    return result == 0
