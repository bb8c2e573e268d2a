"""Standard input and output as bytes."""

import os
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Final, TypeVar

from plong.commands.standard import lead_nowhere
from plong.commands.worker import Worker

_BLOCK: Final = 256 * 1024
_LONGEST_LINE: Final = 64 * 1024

Result = TypeVar("Result")


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
        read = partial(_named, "standard input", os.read, self._descriptor, _BLOCK)
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
            write = partial(_named, "standard output", os.write, self._descriptor, left)
            left = left[await self._worker.do(write) :]

    def close(self) -> None:
        """Let the reader see the end; what is written from now on goes nowhere."""
        lead_nowhere(self._descriptor)


class OutputSink:
    """Standard output as a place for a stream; who reads it may have had enough."""

    def __init__(self, output: Output, cancel: Callable[[], None]) -> None:
        self._output = output
        self._cancel = cancel
        self.error: OSError | None = None
        """Why no more can be written."""

    async def write(self, data: memoryview) -> None:
        """Pass on. Raise `OSError`, but not for a reader that has gone: then cancel."""
        try:
            await self._output.write(data)
        except BrokenPipeError as error:
            self.error = error
            self._cancel()
        except OSError as error:
            self.error = error
            raise

    async def close(self) -> None:
        """Let the reader see the end, while the other direction may go on."""
        self._output.close()

    async def abort(self) -> None:
        """Do nothing: the command ends."""


def _named(name: str, work: Callable[..., Result], *arguments: object) -> Result:
    """Do something with a descriptor; let its error say which it was."""
    try:
        return work(*arguments)
    except OSError as error:
        raise named(error, name) from None


def named(error: OSError, name: str) -> OSError:
    """Return the error with what could not be read or written."""
    return type(error)(error.errno, error.strerror, name)
