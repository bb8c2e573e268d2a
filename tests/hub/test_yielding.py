"""One of those who wait goes on in each turn, and sockets are read in between."""

import asyncio
import socket

from plong.hub.yielding import Yielding


async def turns_until(done: asyncio.Event) -> None:
    async with asyncio.timeout(5):
        await done.wait()


async def test_all_go_on_one_after_another() -> None:
    yielding, gone_on, done = Yielding(), list[str](), asyncio.Event()
    for name in ("ann", "ben", "cat"):
        yielding.wait(lambda name=name: gone_on.append(name))  # type: ignore[misc]  # a default
    yielding.wait(done.set)
    assert gone_on == []
    await turns_until(done)
    assert gone_on == ["ann", "ben", "cat"]


async def test_who_has_to_wait_again_comes_after_the_others() -> None:
    yielding, gone_on, done = Yielding(), list[str](), asyncio.Event()

    def again() -> None:
        gone_on.append("flooder")
        yielding.wait(lambda: gone_on.append("flooder"))
        yielding.wait(done.set)

    yielding.wait(again)
    yielding.wait(lambda: gone_on.append("other"))
    await turns_until(done)
    assert gone_on == ["flooder", "other", "flooder"]


async def test_a_socket_is_read_before_the_next_goes_on() -> None:
    yielding, happened, done = Yielding(), list[str](), asyncio.Event()
    loop = asyncio.get_running_loop()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)

        def read() -> None:
            happened.append(ours.recv(4).decode())
            if happened == ["word"]:
                theirs.send(b"more")
                yielding.wait(lambda: happened.append("flood"))
                yielding.wait(done.set)

        loop.add_reader(ours, read)
        theirs.send(b"word")
        await turns_until(done)
        loop.remove_reader(ours)
    assert happened == ["word", "more", "flood"]


async def test_who_is_not_heavy_stands_behind_nobody_who_is() -> None:
    yielding, gone_on, done = Yielding(), list[str](), asyncio.Event()
    for _ in range(3):
        yielding.wait(lambda: gone_on.append("heavy"), is_heavy=True)
    for _ in range(2):
        yielding.wait(lambda: gone_on.append("light"))
    yielding.wait(done.set)
    await turns_until(done)
    assert gone_on[:4] == ["light", "heavy", "light", "heavy"]
