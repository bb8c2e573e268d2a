"""Standard input and output as bytes."""

import os
from collections.abc import AsyncIterator
from functools import partial
from typing import Final

from plong.commands.worker import Worker

_BLOCK: Final = 256 * 1024
_LONGEST_LINE: Final = 64 * 1024


class Input:
    """A file descriptor to read from."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._worker = Worker()

    @property
    def is_terminal(self) -> bool:
        """Whether a person would have to type."""
        return os.isatty(self._descriptor)

    async def blocks(self) -> AsyncIterator[bytes]:
        """Yield what comes, until its end. Raise `OSError`."""
        read = partial(os.read, self._descriptor, _BLOCK)
        while block := await self._worker.do(read):
            yield block

    async def lines(self) -> AsyncIterator[str]:
        """Yield lines without their ends; one that is very long comes in pieces."""
        rest = b""
        async for block in self.blocks():
            *lines, rest = (rest + block).split(b"\n")
            if len(rest) > _LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                yield line.removesuffix(b"\r").decode(errors="replace")
        if rest:
            yield rest.decode(errors="replace")


class Output:
    """A file descriptor to write to."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._worker = Worker()

    async def write(self, data: memoryview) -> None:
        """Return when all is written. Raise `OSError`."""
        left = data
        while left:
            left = left[await self._worker.do(partial(os.write, self._descriptor, left)) :]

    def close(self) -> None:
        """Let the reader see the end; what is written from now on goes nowhere."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._descriptor)
        os.close(nowhere)
