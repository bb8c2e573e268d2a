"""The files that this server gives to whoever asks for them by their SHA-256. docs/wire/lcdp.md."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

from plong.hub.swarm.folder import Stamp, hash_of, look
from plong.hub.swarm.open_files import OpenFiles
from plong.hub.swarm.seekers import Seekers
from plong.protocol.lcdp.content.serving import elsewhere, listing, piece_of
from plong.protocol.lcdp.models import Endpoint, Message, PleaseSendContent
from plong.protocol.lcdp.provider import ContentProvider, ContentQuestion

LOOK_EVERY: Final = 2.0
"""Seconds between two looks at the folder; what is new there is hashed at the second."""
RESERVED: Final = 256
"""Bytes of an answer that are left to cookies and brackets."""


@dataclass(frozen=True, slots=True)
class _File:
    id: str
    path: Path
    stamp: Stamp


class SharedFiles(ContentProvider):
    """Answers for a folder. All but hashing and looking is done on the event loop.

    Args:
        folder: whose files are shared, see `folder.look`.
        may_name: tells whether there is a peer whom others may be told of.
        every: seconds between two looks.
    """

    def __init__(
        self,
        folder: Path,
        may_name: Callable[[Endpoint], bool] = lambda _: False,
        every: float = LOOK_EVERY,
    ) -> None:
        self._folder = folder
        self._seekers = Seekers(may_name)
        self._every = every
        self._files: dict[str, _File] = {}
        self._hashes: dict[str, tuple[Stamp, str]] = {}
        self._seen: Mapping[str, Stamp] | None = None
        self._open = OpenFiles()
        self._stopped = Event()

    async def open(self) -> None:
        """See that there is a folder. Raise `OSError`: there is none, or it cannot be read."""
        await asyncio.to_thread(look, self._folder)

    async def run(self) -> None:
        """Keep to what is in the folder, for good."""
        while True:
            try:
                await self.look()
            except OSError:  # unmounted, perhaps: it may come back
                self._take({})
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        """Look once; hash what is new, and from the second look on what has come to rest.

        Raises:
            OSError: it is no folder, or cannot be read.
        """
        seen = await asyncio.to_thread(look, self._folder)
        before, self._seen = self._seen, seen
        if seen == before and len(self._hashes) == len(seen):
            return
        self._hashes = {name: one for name, one in self._hashes.items() if seen.get(name) == one[0]}
        self._take(self._hashes)
        for name, stamp in sorted(seen.items(), key=_size):  # none waits for a larger one
            is_at_rest = before is None or before.get(name) == stamp
            if is_at_rest and name not in self._hashes:
                await self._hash(name, stamp)

    def close(self) -> None:
        """Read nothing more; a thread that hashes ends soon."""
        self._stopped.set()
        self._open.close()

    def answer(
        self, question: ContentQuestion, requester: Endpoint, room: int
    ) -> Sequence[Message]:
        """Return a piece, who may have it, or the list of all."""
        if not isinstance(question, PleaseSendContent):
            return listing((one.id, one.stamp.size) for one in self._files.values())
        file = self._files.get(question.id)
        if file is None:
            answer = self._refer(question, requester)
        else:
            answer = self._piece(file, question, room)
        return () if answer is None else (answer,)

    def _refer(self, question: PleaseSendContent, requester: Endpoint) -> Message | None:
        others = elsewhere(question, self._seekers.find(question.id), requester)
        self._seekers.note(question.id, requester)
        return others

    def _piece(self, file: _File, question: PleaseSendContent, room: int) -> Message | None:
        piece = piece_of(question, file.stamp.size, room - RESERVED)
        if piece is None:
            return None
        data = self._open.read(file.path, file.stamp, piece.offset, piece.length)
        if data is None:  # it has changed since it was hashed
            self._forget(file)
            return None
        return piece.content(data)

    async def _hash(self, name: str, stamp: Stamp) -> None:
        path = self._folder / name
        digest = await asyncio.to_thread(hash_of, path, stamp, self._stopped)
        if digest is not None:
            self._hashes[name] = stamp, digest
            self._files.setdefault(digest, _File(digest, path, stamp))

    def _forget(self, file: _File) -> None:
        del self._files[file.id]
        self._hashes.pop(file.path.name, None)

    def _take(self, hashes: Mapping[str, tuple[Stamp, str]]) -> None:
        """Share these and no others; of files with the same bytes, the first."""
        files: dict[str, _File] = {}
        for name, (stamp, digest) in hashes.items():
            files.setdefault(digest, _File(digest, self._folder / name, stamp))
        for digest, file in self._files.items():
            if files.get(digest) != file:
                self._open.close_one(file.path)
        self._files = files


def _size(found: tuple[str, Stamp]) -> int:
    return found[1].size
