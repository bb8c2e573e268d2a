"""Passphrases turned into digests, off the event loop, a bounded number at a time."""

import asyncio
import contextlib
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from plong.hub.guesses import BUSY
from plong.protocol.errors import RateLimited
from plong.protocol.histogram import Histogram

SALT_BYTES: Final = 16
_DIGEST_BYTES: Final = 32
# OWASP's parameters for Argon2id: about 17 ms on one core.
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_LANES: Final = 1
_NICENESS: Final = 10
"""Of the thread, more than the relay's, which goes before where both want one core."""


class Hasher:
    """Argon2id under one secret salt, so that equal passphrases give equal digests to look up."""

    def __init__(self, salt: bytes, max_waiting: int) -> None:
        self._salt = salt
        self._max_waiting = max_waiting
        self.waiting = 0
        """Passphrases that wait, or are being hashed."""
        self.seconds = Histogram()
        """How long hashing took, without the wait before it."""
        # One thread: the relay wants the other cores, and each hash 19 MiB.
        self._pool = ThreadPoolExecutor(1, "plong-hash", initializer=_step_back)

    def reconfigure(self, max_waiting: int) -> None:
        """Let so many wait from now on."""
        self._max_waiting = max_waiting

    async def digest(self, passphrase: bytes, *, may_fill: bool = True) -> bytes:
        """Return 32 bytes.

        Args:
            passphrase: normalised.
            may_fill: whether it may take a place in the second half of the queue, too.

        Raises:
            RateLimited: the queue is full, or its first half is.
        """
        if self.waiting >= (self._max_waiting if may_fill else (self._max_waiting + 1) // 2):
            raise RateLimited(BUSY, retry_after=1)
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, self._hash, passphrase)
        finally:
            self.waiting -= 1

    def _hash(self, passphrase: bytes) -> bytes:
        started = time.perf_counter()
        digest = hash_secret_raw(
            passphrase, self._salt, _PASSES, _MEMORY_KIB, _LANES, _DIGEST_BYTES, Type.ID
        )
        self.seconds.observe(time.perf_counter() - started)
        return digest

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere priorities are of processes alone
        with contextlib.suppress(OSError):
            thread = threading.get_native_id()
            here = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, here + _NICENESS)  # the system knows the most
