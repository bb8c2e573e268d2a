"""Pairs of clients over a restart: how long each is without its link. A program of its own.

    python -m bench.returning bare|plong.client URL PAIRS

prints ``ready`` when all are linked, and after the restart a JSON array of seconds, one a pair.
`bench/returning.js` does the same with `plong.js`.
"""

import asyncio
import json
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from plong.client import Me, Reconnected, Restarting
from plong.client import connect as connect_client

AT_ONCE = 50
"""Pairs that are made at a time."""
RETRY = 0.2
"""Seconds after which a bare client tries again."""


class Pair:
    """The moments when a pair loses its link, and when it has one again."""

    def __init__(self) -> None:
        self.lost_at: float | None = None
        self.back_at: float | None = None
        self.is_back = asyncio.Event()

    def lost(self) -> None:
        """One of them has heard the end."""
        self.lost_at = self.lost_at or time.monotonic()

    def heard(self) -> None:
        """One of them has heard the other."""
        if self.lost_at is not None and self.back_at is None:
            self.back_at = time.monotonic()
            self.is_back.set()

    @property
    def seconds(self) -> float:
        """Return how long it had no link."""
        assert self.lost_at is not None
        assert self.back_at is not None
        return self.back_at - self.lost_at


# With plong.client, as a program would use it


async def hold_client(url: str, pair: Pair, ready: Callable[[], None]) -> None:
    """Link two, and say something after the break."""
    async with connect_client(url) as one, connect_client(url) as other:
        await one.peer(other.public_id).link()
        await other.peer(one.public_id).link()
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(work)
                for me, friend in [(one, other), (other, one)]
                for work in (watch(me, friend.public_id, pair), hear(me, pair))
            ]
            ready()
            await pair.is_back.wait()
            for task in tasks:
                task.cancel()


async def watch(me: Me, friend: str, pair: Pair) -> None:
    """Speak to the friend as soon as we are back."""
    async for event in me.events():
        if isinstance(event, Restarting):
            pair.lost()
        elif isinstance(event, Reconnected):
            await me.peer(friend).send("back")


async def hear(me: Me, pair: Pair) -> None:
    """Note what the friend says."""
    async for _ in me:
        pair.heard()


# With nothing but WebSockets


async def hold_bare(url: str, pair: Pair, ready: Callable[[], None]) -> None:
    """Link two, and say something after the break."""
    ids = [await asyncio.to_thread(say_ohai, url) for _ in range(2)]
    first = [await dial(url, secret) for secret, _ in ids]
    for (_, friend), connection in zip(reversed(ids), first, strict=True):
        await link(connection, friend)
        while '"Ok":"chlink"' not in str(await connection.recv()):
            pass  # the welcome stands before it
    ready()
    await asyncio.gather(
        *(
            come_back(url, secret, friend, connection, pair)
            for (secret, _), (_, friend), connection in zip(ids, reversed(ids), first, strict=True)
        )
    )


def say_ohai(url: str) -> tuple[str, str]:
    """Return the secret and the name of a new peer."""
    with urllib.request.urlopen(f"{url}/ohai") as answer:
        me = json.load(answer)
    return me["PrivateId"], me["PublicId"]


async def dial(url: str, secret: str) -> ClientConnection:
    """Connect in plong.2."""
    address = url.replace("http", "ws", 1) + "/ws"
    protocols: Any = ["plong.2", f"private.{secret}"]
    return await connect(address, subprotocols=protocols, compression=None)


async def link(connection: ClientConnection, friend: str) -> None:
    """Ask for the link; the answer is read with all else."""
    await connection.send(f"\x1bchlink {friend}")


async def come_back(
    url: str, secret: str, friend: str, connection: ClientConnection, pair: Pair
) -> None:
    """Read to the end, wait as long as the server has asked, and come back until it succeeds."""
    seconds = await read_to_the_end(connection)
    pair.lost()
    await asyncio.sleep(seconds)
    while not pair.is_back.is_set():
        try:
            async with await dial(url, secret) as again:
                await link(again, friend)
                await again.send("back")
                await listen(again, pair)
        except (OSError, WebSocketException):
            await asyncio.sleep(RETRY)


async def read_to_the_end(connection: ClientConnection) -> float:
    """Return the seconds that the server asks for."""
    seconds = 0.0
    try:
        while True:
            words = str(await connection.recv())
            if '"restarting"' in words:
                seconds = json.loads(words[1:])["ReconnectIn"]
    except ConnectionClosed:
        return seconds


async def listen(connection: ClientConnection, pair: Pair) -> None:
    """Note the friend's first word."""
    reading = asyncio.create_task(hear_bare(connection, pair))
    await pair.is_back.wait()
    reading.cancel()


async def hear_bare(connection: ClientConnection, pair: Pair) -> None:
    """Note what the friend says, among the server's words."""
    async for words in connection:
        if not str(words).startswith("\x1b"):
            pair.heard()


Holder = Callable[[str, Pair, Callable[[], None]], Coroutine[Any, Any, None]]
HOLDERS: dict[str, Holder] = {"bare": hold_bare, "plong.client": hold_client}


async def measure(hold: Holder, url: str, count: int) -> list[float]:
    """Hold so many pairs over a restart; return the seconds of each."""
    pairs = [Pair() for _ in range(count)]
    room, are_ready = asyncio.Semaphore(AT_ONCE), asyncio.Event()
    left = count

    def ready() -> None:
        nonlocal left
        left -= 1
        room.release()
        if not left:
            are_ready.set()

    async def one(pair: Pair) -> None:
        await room.acquire()
        await hold(url, pair, ready)

    async with asyncio.TaskGroup() as group:
        for pair in pairs:
            group.create_task(one(pair))
        await are_ready.wait()
        print("ready", flush=True)
    return [pair.seconds for pair in pairs]


if __name__ == "__main__":
    kind, server, number = sys.argv[1:]
    print(json.dumps(asyncio.run(measure(HOLDERS[kind], server, int(number)))), flush=True)
