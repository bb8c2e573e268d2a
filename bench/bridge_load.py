"""A page at the bridge and a peer in the swarm, in one process: what goes from one to the other.

Usage: python -m bench.bridge_load HTTP_PORT UDP_PORT SERVER_PID SECONDS

Prints one JSON object: for each shape of load messages a second, how many were lost, and the
server's processor time for each in microseconds.
"""

import json
import os
import re
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from bench.bridge_page import Page
from bench.process import cpu_seconds
from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices

PLAIN_PER_SECOND: Final = 40_000
SEALED_PER_SECOND: Final = 2_000
MANY: Final = 8
"""Forwards in one frame, of the shape that has several."""
WINDOW: Final = 64
"""Datagrams under way to the page."""
PATIENCE: Final = 20.0
"""Seconds to get to know each other, or for what does not come any more."""
SILENCE: Final = 1.0
"""Seconds after which what has not come is lost."""

_NUMBER: Final = re.compile(rb"number (\d+)\.")


class Friend:
    """A peer in the swarm: a node until it is known, then a socket that counts."""

    def __init__(self, bootstrap: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.bootstrap = Endpoint("127.0.0.1", bootstrap)
        choices = Choices(Reach(loopback=True, private=True), bootstrap=(self.bootstrap,))
        self.crypto = NoiseCrypto(os.urandom(32))
        self.node = LcdpNode(self.crypto, os.urandom, time.time(), choices)
        self.heard: list[bytes] = []
        self.homes: set[Endpoint] = set()
        """From where something came."""

    def live(self, seconds: float) -> None:
        """Be a node for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._send(self.node.tick(time.time()).datagrams)
            select.select([self.socket], [], [], 0.01)
            for data, (host, port) in self._receive():
                self.heard.append(data)
                self.homes.add(Endpoint(host, port))
                step = self.node.receive(data, Endpoint(host, port), time.time())
                self._send(step.datagrams)

    def take(self) -> int:
        """Take what has come, without a look at it; return how many there are now."""
        self.heard.extend(data for data, _ in self._receive())
        return len(self.heard)

    def _receive(self) -> Iterator[tuple[bytes, tuple[str, int]]]:
        while True:
            try:
                yield self.socket.recvfrom(65536)
            except BlockingIOError:
                return

    def _send(self, datagrams: Sequence[Any]) -> None:
        for one in datagrams:
            self.socket.sendto(one.data, (one.to.host, one.to.port))


def _chat(number: int) -> str:
    return f'[{{"ChatMessage":{{"message":"number {number}."}}}}]'


def _forward(number: int, to: str, field: str) -> str:
    messages = json.loads(_chat(number))
    return json.dumps({"Forward": {field: to, "messages": messages}}, separators=(",", ":"))


def _frames(count: int, many: int, to: str, field: str) -> list[bytes]:
    """Return frames of the page with as many Forwards each; their numbers go up."""
    each = [_forward(number, to, field) for number in range(count)]
    texts = (each[start : start + many] for start in range(0, count, many))
    return [f"[{','.join(text)}]".encode() for text in texts]


class Load:
    """Measures each shape of load, with what the server uses meanwhile."""

    def __init__(self, page: Page, friend: Friend, pid: int, seconds: float) -> None:
        self._page = page
        self._friend = friend
        self._pid = pid
        self._seconds = seconds

    def forwards(self, many: int) -> dict[str, float]:
        """Let the page say messages openly; count the datagrams that the friend has got."""
        count = int(self._seconds * PLAIN_PER_SECOND) // many * many
        frames = _frames(count, many, self._friend.address, "src")
        return self._measure(count, lambda: self._push(frames, count), self._numbers)

    def sealed(self) -> dict[str, float]:
        """Let the page say messages to the friend's key; count the encrypted ones that came."""
        count = int(self._seconds * SEALED_PER_SECOND)
        key = self._friend.crypto.key.hex()
        frames = _frames(count, 1, key, "to_ed25519")
        return self._measure(count, lambda: self._push(frames, count), self._sealed)

    def came(self, home: Endpoint) -> dict[str, float]:
        """Let the friend say messages to the page; count the frames that the page has got."""
        count = int(self._seconds * PLAIN_PER_SECOND)
        node = self._friend.node
        datagrams = [
            one.data for number in range(count) for one in node.say_text(home, _chat(number))
        ]
        self._page.heard.clear()
        target = (home.host, home.port)
        return self._measure(count, lambda: self._shout(datagrams, target), self._came)

    def _measure(
        self, count: int, work: Callable[[], float], counted: Callable[[], int]
    ) -> dict[str, float]:
        self._friend.take()
        self._friend.heard.clear()
        cpu, own = cpu_seconds(self._pid), time.process_time()
        seconds = work()
        used, own = cpu_seconds(self._pid) - cpu, time.process_time() - own
        arrived = counted()
        return {
            "rate": arrived / seconds,
            "lost": count - arrived,
            "server_us": used / count * 1e6,
            "load_share": own / seconds,
        }

    def _push(self, frames: list[bytes], count: int) -> float:
        """Write frames as fast as the server reads them; return the seconds until the last came."""
        page, friend = self._page, self._friend
        page.queue(frames)
        began = last = time.perf_counter()
        had = 0
        while had < count and time.perf_counter() - last < SILENCE:
            writers = [page.socket] if page.has_more else []
            select.select([friend.socket, page.socket], writers, [], 0.05)
            page.write()
            page.read()
            if friend.take() > had:
                had, last = len(friend.heard), time.perf_counter()
        return last - began

    def _shout(self, texts: list[bytes], home: tuple[str, int]) -> float:
        page, friend = self._page, self._friend
        began = last = time.perf_counter()
        sent = had = 0
        while had < len(texts) and time.perf_counter() - last < SILENCE:
            while sent < len(texts) and sent - had < WINDOW:
                friend.socket.sendto(texts[sent], home)
                sent += 1
            select.select([page.socket], [], [], 0.05)
            page.read()
            friend.take()
            if len(page.heard) > had:
                had, last = len(page.heard), time.perf_counter()
        return last - began

    def _numbers(self) -> int:
        return len(set(_NUMBER.findall(b"".join(self._friend.heard))))

    def _sealed(self) -> int:
        return len({data for data in self._friend.heard if b'"EncryptedMessages"' in data})

    def _came(self) -> int:
        return len(set(_NUMBER.findall(b"".join(self._page.heard))))


def _meet(page: Page, friend: Friend) -> Endpoint:
    """Wait until the page's node knows the friend, and its key; return where that node is."""
    _await(page, friend, "src", friend.address, b"number 0.")
    _await(page, friend, "to_ed25519", friend.crypto.key.hex(), b'"EncryptedMessages"')
    return next(iter(friend.homes - {friend.bootstrap}))


def _await(page: Page, friend: Friend, field: str, to: str, wanted: bytes) -> None:
    """Say something again and again until it has arrived."""
    deadline = time.monotonic() + PATIENCE
    while not any(wanted in data for data in friend.heard):
        if time.monotonic() > deadline:
            raise RuntimeError("The page's node does not get to know its peer.")
        page.queue(_frames(1, 1, to, field))
        page.write()
        friend.live(0.2)
        page.read()


def main() -> None:
    """Measure."""
    http, udp, pid = map(int, sys.argv[1:4])
    friend = Friend(udp)
    friend.live(1.0)
    page = Page(http)
    home = _meet(page, friend)
    load = Load(page, friend, pid, float(sys.argv[4]))
    shapes = {
        "one": load.forwards(1),
        "many": load.forwards(MANY),
        "came": load.came(home),
        "sealed": load.sealed(),
    }
    print(json.dumps(shapes))


if __name__ == "__main__":
    main()
