"""Passphrases turned into digests, off the event loop, a bounded number at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from plong.hub.guesses import BUSY
from plong.protocol.errors import RateLimited

SALT_BYTES: Final = 16
_DIGEST_BYTES: Final = 32
# OWASP's parameters for Argon2id: about 17 ms on one core.
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_LANES: Final = 1


class Hasher:
    """Argon2id under one secret salt, so that equal passphrases give equal digests to look up."""

    def __init__(self, salt: bytes, max_waiting: int) -> None:
        self._salt = salt
        self._max_waiting = max_waiting
        self._waiting = 0
        # One thread: the relay wants the other cores, and each hash 19 MiB.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="plong-hash")

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
        if self._waiting >= (self._max_waiting if may_fill else (self._max_waiting + 1) // 2):
            raise RateLimited(BUSY, retry_after=1)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, self._hash, passphrase)
        finally:
            self._waiting -= 1

    def _hash(self, passphrase: bytes) -> bytes:
        return hash_secret_raw(
            passphrase, self._salt, _PASSES, _MEMORY_KIB, _LANES, _DIGEST_BYTES, Type.ID
        )

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)
