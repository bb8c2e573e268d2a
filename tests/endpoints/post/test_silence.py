"""Blocked, unknown, given up and closed look the same: nothing, for a while, and then the end."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import perf_counter

import pytest

from tests.support.mail import ORIGIN, Owner, knock_of, move_in, post_server
from tests.support.raw import raw_client
from tests.support.server import Server, running_server
from tests.support.skins import Skin

HOLD = 0.5
JITTER = 1.0
"""Seconds by which the ends of holds that began together may differ on a busy machine."""
PATIENCE = 5.0
"""Seconds after which a test fails that waits for somebody to be let go."""
Case = Callable[[Owner], Awaitable[str]]
"""Prepares an owner; returns the path to knock at."""


async def blocked(owner: Owner, block: Mapping[str, str]) -> str:
    await owner.ask("POST", "block", block)
    return f"{owner.path}/ping"


async def revoked_mask(owner: Owner) -> str:
    mask_id = (await owner.ask("POST", "masks", {})).json()["mask_id"]
    await owner.ask("DELETE", "masks", {"mask_id": mask_id})
    return f"/at/{mask_id}/ping"


async def used_mask(owner: Owner) -> str:
    mask_id = (await owner.ask("POST", "masks", {"single_pull": True})).json()["mask_id"]
    await owner.server.http.post(f"/at/{mask_id}/ping", json=knock_of("first"))
    return f"/at/{mask_id}/ping"


async def closed_door(owner: Owner) -> str:
    await owner.ask("POST", "settings", {"public": False})
    return f"{owner.path}/ping"


async def left(owner: Owner) -> str:
    await owner.server.post("/obai", {"PrivateId": owner.secret})
    return f"{owner.path}/ping"


async def nobody(owner: Owner) -> str:
    return f"/at/{'x' * len(owner.path.removeprefix('/at/'))}/ping"


async def nonsense(_: Owner) -> str:
    return "/at/%22/ping"


CASES: Mapping[str, Case] = {
    "origin blocked": lambda owner: blocked(owner, {"origin": ORIGIN}),
    "prefix blocked": lambda owner: blocked(owner, {"prefix": "https://sender.example.org/"}),
    "host blocked": lambda owner: blocked(owner, {"host": "example.org"}),
    "network blocked": lambda owner: blocked(owner, {"network": "127.0.0.0/8"}),
    "mask given up": revoked_mask,
    "mask used up": used_mask,
    "door closed": closed_door,
    "left": left,
    "nobody": nobody,
    "nonsense": nonsense,
}


@dataclass(frozen=True)
class End:
    """What a sender sees."""

    seconds: float
    said: bytes


def request_of(path: str, body: Mapping[str, object]) -> bytes:
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


async def watch(server: Server, path: str, body: Mapping[str, object]) -> End:
    """Knock, and wait until the server hangs up; a reset fails the test."""
    async with raw_client(server.port) as raw:
        began = perf_counter()
        await raw.send(request_of(path, body))
        said = b""
        while more := await raw._more():
            said += more
            if b"\r\n\r\n" in said:  # the portable skin's answer
                break
        return End(perf_counter() - began, re.sub(rb"date: [^\r]*", b"", said))


async def test_nobody_can_tell_why_there_is_no_answer(skin: Skin) -> None:
    async with post_server(skin, ping_hold=HOLD, ping_held_per_address=100) as server:
        paths = [await case(await move_in(server)) for case in CASES.values()]
        ends = await asyncio.gather(*(watch(server, path, knock_of()) for path in paths))
        own = {"ping_id": "x", "origin": (await move_in(server)).address}
        ends.append(await watch(server, f"{(await move_in(server)).path}/ping", own))
    assert len({end.said for end in ends}) == 1
    seconds = [end.seconds for end in ends]
    assert min(seconds) > HOLD - 0.01  # the loop counts milliseconds
    assert max(seconds) < HOLD + JITTER


async def test_not_a_byte_is_said() -> None:
    async with running_server(mode="hp", ping_hold=HOLD) as server:
        end = await watch(server, "/at/x/ping", knock_of())
    assert end.said == b""


async def test_a_door_that_is_open_is_answered_meanwhile(skin: Skin) -> None:
    async with post_server(skin, ping_hold=30) as server:
        bob = await move_in(server)
        async with raw_client(server.port) as raw:
            await raw.send(request_of(await blocked(bob, {"origin": ORIGIN}), knock_of()))
            other = knock_of(origin="https://another.example.org")
            assert (await server.http.post(f"{bob.path}/ping", json=other)).status_code == 204


async def test_who_came_first_is_let_go_first(skin: Skin) -> None:
    async with post_server(skin, ping_hold=30, ping_held=1) as server:
        knocks = []
        for _ in range(2):
            knocks.append(asyncio.create_task(watch(server, "/at/x/ping", knock_of())))
            await _barrier(server)
        done, [held] = await asyncio.wait(knocks, return_when=asyncio.FIRST_COMPLETED)
        assert done == {knocks[0]}
        held.cancel()


async def _barrier(server: Server) -> None:
    """Let the server do what was asked on other connections before: it serves them in turns."""
    for _ in range(20):
        await server.http.get("/wuu2")


def of_requests() -> int:
    """Count the requests that something is done for."""
    return sum("run_asgi" in repr(task.get_coro()) for task in asyncio.all_tasks())


async def _nobody_is_held(server: Server) -> None:
    assert server.office is not None
    async with asyncio.timeout(PATIENCE):
        while server.office.holds or of_requests():
            await _barrier(server)


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "later"])
async def test_who_leaves_is_held_no_more_whatever_it_has_asked_meanwhile(at_once: bool) -> None:
    knock, more = request_of("/at/x/ping", knock_of()), 40 * request_of("/at/x/ping", knock_of())
    async with running_server(mode="hp", ping_hold=600) as server:
        async with raw_client(server.port) as raw:
            await raw.send(knock + more if at_once else knock)
            await _barrier(server)
            if not at_once:
                await raw.send(more)
                await _barrier(server)
            assert server.office is not None
            assert len(server.office.holds) == 1
            raw.reset()
        await _nobody_is_held(server)


async def test_of_who_asked_meanwhile_nothing_is_left_when_the_hold_ends() -> None:
    knock = request_of("/at/x/ping", knock_of())
    async with running_server(mode="hp", ping_hold=0.1) as server:
        async with raw_client(server.port) as raw:
            await raw.send(2 * knock)
            assert await raw.read_to_the_end() == b""
        await _nobody_is_held(server)


async def test_who_floods_while_it_is_held_is_cut() -> None:
    async with running_server(mode="hp", ping_hold=600) as server, raw_client(server.port) as raw:
        await raw.send(request_of("/at/x/ping", knock_of()))
        flood = asyncio.create_task(raw.send(*[bytes(1 << 16)] * 1000))
        await raw.wait_for_reset()
        await asyncio.gather(flood, return_exceptions=True)
        await _nobody_is_held(server)


async def test_a_server_that_stops_lets_everybody_go() -> None:
    began = perf_counter()
    async with AsyncExitStack() as stack:
        async with running_server(mode="hp", ping_hold=600, close_timeout=30) as server:
            raw = await stack.enter_async_context(raw_client(server.port))
            await raw.send(request_of("/at/x/ping", knock_of()))
            await _barrier(server)
        assert await raw.read_to_the_end() == b""
    assert perf_counter() - began < 20


async def test_the_rate_is_limited_before_anybody_looks(skin: Skin) -> None:
    async with post_server(skin, pings_per_minute=1, ping_hold=HOLD) as server:
        bob = await move_in(server)
        assert (await server.http.post(f"{bob.path}/ping", json=knock_of())).status_code == 204
        for path in (f"{bob.path}/ping", await nobody(bob), await revoked_mask(bob)):
            answer = await server.http.post(path, json=knock_of())
            assert (answer.status_code, answer.json()["code"]) == (429, "rate-limited")
            assert int(answer.headers["retry-after"]) > 0
