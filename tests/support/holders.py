"""Nodes of LCDP on loopback that have files: honest, lying and dying ones."""

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256

from plong.lcdp.runner import Runner
from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.content.serving import piece_of
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.events import Event
from plong.protocol.lcdp.models import Endpoint, Message, PleaseSendContent
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices
from plong.protocol.lcdp.provider import ContentProvider, ContentQuestion

NEAR = Reach(loopback=True, private=True)


def content_of(size: int, seed: int = 1) -> bytes:
    """Return bytes that follow from a number."""
    return random.Random(seed).randbytes(size)


def id_of(content: bytes) -> str:
    """Return the SHA-256 of a file."""
    return sha256(content).hexdigest()


class OneFile(ContentProvider):
    """Has one file, and counts who asks for what of it.

    Args:
        content: the file.
        content_id: what it says that this is; None: the truth.
    """

    def __init__(self, content: bytes, content_id: str | None = None) -> None:
        self.id = content_id or id_of(content)
        self.asked: list[int] = []
        """The offsets that were asked for."""
        self._content = content

    def answer(
        self, question: ContentQuestion, requester: Endpoint, room: int
    ) -> Sequence[Message]:
        """Return the piece that is asked for."""
        del requester
        if not isinstance(question, PleaseSendContent) or question.id != self.id:
            return ()
        self.asked.append(question.offset)
        piece = piece_of(question, len(self._content), room - 256)
        if piece is None:
            return ()
        return (piece.content(self._content[piece.offset : piece.offset + piece.length]),)


class Mortal(OneFile):
    """Dies after so many answers.

    Args:
        content: the file.
        answers: how many.
        died: is called when it is asked for one more.
    """

    def __init__(
        self, content: bytes, answers: int, died: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(content)
        self._answers = answers
        self._died = died

    def answer(
        self, question: ContentQuestion, requester: Endpoint, room: int
    ) -> Sequence[Message]:
        """Return the piece that is asked for, for as long as it lives."""
        said = super().answer(question, requester, room)
        if len(self.asked) <= self._answers:
            return said
        self._died()
        return ()


def make_node(provider: ContentProvider | None, *bootstrap: Endpoint) -> LcdpNode:
    """Return a node with keys of its own."""
    choices = Choices(NEAR, bootstrap=bootstrap)
    if provider is not None:
        choices = Choices(NEAR, provider, bootstrap)
    return LcdpNode(NoiseCrypto(os.urandom(32)), os.urandom, time.monotonic(), choices)


@contextmanager
def holder(provider: ContentProvider, *bootstrap: Endpoint, port: int = 0) -> Iterator[Endpoint]:
    """Run a node that has files for a block; it is there where the endpoint says."""
    host = "127.0.0.1"
    runner = Runner(make_node(provider, *bootstrap), time.monotonic, _ignore, host, port)
    with closing(runner):
        yield Endpoint(host, runner.socket.port)


def _ignore(_: Event) -> None:
    """Leave what is said to the node unheard."""
