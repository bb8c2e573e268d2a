"""Who we are at each server, from one command to the next."""

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plong.commands.exits import USAGE, Failure

_FOLDER: Final = 0o700
_OURS: Final = 0o600
_ANOTHER: Final = "name another file with --identity."
_PRIVATE_ID: Final = re.compile(r"[A-Za-z0-9_-]+")


class Identities:
    """A file with a JSON object: from a server's URL to the PrivateId that we have there.

    It is replaced as a whole, so whoever reads it needs no lock; who changes it has one.
    Everything here may raise `Failure`: it is a file of another kind, or none that we may use.
    """

    def __init__(self, file: Path) -> None:
        self._named = file
        self._file = file.resolve()  # so that a link to it stays one

    def get(self, server: str) -> str | None:
        """Return our PrivateId at a server, None if we have none."""
        with self._in_words():
            return self._read().get(server)

    def replace(self, server: str, old: str | None, new: str) -> str:
        """Be ``new`` at a server where we were ``old``; return who we are.

        That is somebody else, if another command has replaced ``old`` in the meantime.
        """
        with self._in_words(), self._lock():
            identities = self._read()
            current = identities.get(server)
            if current is not None and current != old:
                return current
            self._write({**identities, server: new})
            return new

    def _read(self) -> Mapping[str, str]:
        try:
            identities = json.loads(self._file.read_bytes() or b"{}")
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            identities = None
        if isinstance(identities, dict) and all(map(_is_identity, identities.values())):
            return identities
        sentence = f"{self._named} holds no identities; move it away, or"
        raise Failure("no-identities", f"{sentence} {_ANOTHER}", USAGE)

    def _write(self, identities: Mapping[str, str]) -> None:
        # Made for us alone, in the same folder: it takes the place of the old one at once.
        descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=f".{self._file.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(identities, file, indent=2)
                file.write("\n")
                file.flush()
                os.fsync(descriptor)
            Path(name).replace(self._file)
        except BaseException:
            Path(name).unlink()
            raise

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            sentence = f"{self._named} cannot be used ({error.strerror});"
            raise Failure("io", f"{sentence} {_ANOTHER}") from None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        # Beside it: a lock on the file itself would be one on what is replaced.
        self._file.parent.mkdir(_FOLDER, parents=True, exist_ok=True)
        lock = self._file.with_name(f"{self._file.name}.lock")
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OURS)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _is_identity(value: object) -> bool:
    return isinstance(value, str) and _PRIVATE_ID.fullmatch(value) is not None
