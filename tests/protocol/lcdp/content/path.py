"""A path between one who fetches and some who serve: delay, loss, reordering, limited rate."""

import hashlib
import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from plong.protocol.lcdp.content.fetch import Fetch
from plong.protocol.lcdp.content.models import Question, State
from plong.protocol.lcdp.content.part import Part
from plong.protocol.lcdp.content.serving import piece_of
from plong.protocol.lcdp.models import Content, Endpoint, PleaseSendContent

HEADERS = 1500
"""Bytes of a datagram beside the piece of a file: base64 and all."""


@dataclass(frozen=True)
class Path:
    """To one server and back."""

    delay: float = 0.02
    """Seconds there, and back."""
    jitter: float = 0.0
    """Seconds more, at random: with it, what was sent first may come last."""
    loss: float = 0.0
    """Of questions, and of answers."""
    rate: float = 5e6
    """Bytes a second."""
    queue: float = 0.1
    """Seconds for which an answer may wait; beyond, it is lost."""
    doubled: float = 0.0
    """Of answers that come twice."""


Answer = Callable[[PleaseSendContent], Content | None]


def honest(data: bytes) -> Answer:
    """Serve a file as this project does."""

    def answer(asked: PleaseSendContent) -> Content | None:
        piece = piece_of(asked, len(data))
        assert piece is not None
        return piece.content(data[piece.offset : piece.offset + piece.length])

    return answer


def liar(data: bytes) -> Answer:
    """Serve something else."""
    right = honest(data)

    def answer(asked: PleaseSendContent) -> Content | None:
        content = right(asked)
        return content and replace(content, data=bytes(len(content.data)))

    return answer


def silent(_: PleaseSendContent) -> Content | None:
    """Serve nothing."""
    return None


class Swarm:
    """Runs one fetch against servers, in a time of its own.

    Args:
        data: the file.
        servers: what each answers, and the path to it.
        part: what is there from before a restart.
        seed: what chance follows from.
    """

    def __init__(
        self,
        data: bytes,
        servers: list[tuple[Answer, Path]],
        part: Part | None = None,
        seed: int = 7,
    ) -> None:
        self.now = 0.0
        self.data = data
        self.file = bytearray()
        self.asked: dict[Endpoint, int] = {}
        self.fetch = Fetch(hashlib.sha256(data).hexdigest(), self.now, part)
        addresses = [Endpoint("192.0.2.1", port) for port in range(1, len(servers) + 1)]
        self._servers = dict(zip(addresses, servers, strict=True))
        self._free_at = dict.fromkeys(addresses, 0.0)
        self._events: list[tuple[float, int, Endpoint, PleaseSendContent | Content]] = []
        self._order = count()
        self._random = Random(seed)
        self.addresses = addresses
        self.fetch.add(addresses, self.now)

    def run(self, until: float = 300.0) -> State:
        """Go on until the fetch is over, or so many seconds are."""
        while self.fetch.state in {State.FETCHING, State.HASHING} and self.now < until:
            if self.fetch.state is State.HASHING:
                is_right = bytes(self.file[: self.fetch.size]) == self.data
                self.fetch.hashed(is_right=is_right, now=self.now)
            for question in self.fetch.ask(self.now):
                self._send(question)
            if self.fetch.state is State.FETCHING:
                self._advance()
        return self.fetch.state

    def _advance(self) -> None:
        wakes_at = self.fetch.wakes_at(self.now)
        if not self._events or self._events[0][0] > wakes_at:
            self.now = wakes_at
            return
        self.now, _, address, message = heapq.heappop(self._events)
        if isinstance(message, PleaseSendContent):
            self._serve(address, message)
        else:
            self._hear(address, message)

    def _send(self, question: Question) -> None:
        self.asked[question.to] = self.asked.get(question.to, 0) + 1
        path = self._servers[question.to][1]
        if self._random.random() >= path.loss:
            self._later(path.delay, question.to, question.message)

    def _serve(self, address: Endpoint, asked: PleaseSendContent) -> None:
        answer, path = self._servers[address]
        content = answer(asked)
        if content is None or self._random.random() < path.loss:
            return
        begins = max(self.now, self._free_at[address])
        if begins - self.now > path.queue:
            return
        self._free_at[address] = begins + (len(content.data) + HEADERS) / path.rate
        for _ in range(1 + (self._random.random() < path.doubled)):
            delay = path.delay + path.jitter * self._random.random()
            self._later(self._free_at[address] - self.now + delay, address, content)

    def _hear(self, address: Endpoint, content: Content) -> None:
        write = self.fetch.hear(address, content, self.now)
        if write is not None:
            end = write.offset + len(write.data)
            self.file.extend(bytes(max(0, end - len(self.file))))
            self.file[write.offset : end] = write.data

    def _later(self, delay: float, address: Endpoint, message: PleaseSendContent | Content) -> None:
        heapq.heappush(self._events, (self.now + delay, next(self._order), address, message))
