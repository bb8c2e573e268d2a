"""Argon2id with little memory, for servers in this process whose passphrases guard nothing.

Each hash of a server in earnest takes 17 ms, and the tests want thousands. That it does, and stands
up to what that costs, is shown by tests that ask for `real_hashing`, and by servers in processes.
"""

from typing import Final

import pytest

from plong.hub import hasher

_MEMORY: Final = "plong.hub.hasher._MEMORY_KIB"
_REAL: Final = hasher._MEMORY_KIB  # before any test has changed it
_LITTLE: Final = 64


def hash_lightly(patch: pytest.MonkeyPatch) -> None:
    """Hash with little memory from now on."""
    patch.setattr(_MEMORY, _LITTLE)


def hash_in_earnest(patch: pytest.MonkeyPatch) -> None:
    """Hash as a server does that somebody runs."""
    patch.setattr(_MEMORY, _REAL)
