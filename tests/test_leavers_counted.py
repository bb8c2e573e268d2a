"""Nobody's visit waits for the collector, in whichever way it ends: no objects are left of it."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator

import pytest

from plong.endpoints.base_session import BaseSession
from plong.endpoints.http_protocol import PlongHttpProtocol
from plong.endpoints.picows_listener import FrameListener
from tests.support.raw import BINARY, CONTINUATION, TEXT, frame, raw_client, upgrade
from tests.support.server import Me, Server, running_server

PATIENCE, PAUSE = 10.0, 0.02
OURS = (PlongHttpProtocol, FrameListener, BaseSession)
QUESTION = b"GET /wuu2 HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def visits(me: Me) -> dict[str, bytes]:
    relay = upgrade(f"/ws/{me.private_id}")
    return {
        "a question": QUESTION,
        "questions ahead": 40 * QUESTION,
        "an upgrade behind questions": 3 * QUESTION + relay,
        "an upgrade where nothing is": upgrade("/nothing"),
        "an upgrade that is refused": upgrade("/bridge"),
        "half a head": QUESTION[:9],
        "no HTTP": b"\x16\x03\x01\n\n",
        "a session": relay + frame(TEXT, b"\x1bping"),
        "a session of somebody unknown": upgrade("/ws/nobody"),
        "a violation with the upgrade": relay + frame(CONTINUATION),
        "a peer of libp2p": upgrade("/"),
        "rubbish for libp2p": upgrade("/") + frame(BINARY, b"rubbish"),
    }


async def visit(server: Server, said: bytes) -> None:
    async with raw_client(server.port) as client:
        await client.send(said)
        if said != QUESTION[:9]:
            await client.read(1)
        client.reset()


def ours() -> Counter[str]:
    kinds = Counter(map(type, gc.get_objects()))  # a million objects, of few kinds
    return Counter({kind.__name__: kinds[kind] for kind in kinds if issubclass(kind, OURS)})


@pytest.mark.usefixtures("_no_collector")
async def test_no_object_of_a_visit_is_left() -> None:
    async with running_server(mode="hwul") as server:
        await server.http.get("/")
        before = ours()  # our own client's connection
        left = {}
        for name, said in visits(await server.ohai()).items():
            await visit(server, said)
            for _ in range(int(PATIENCE / PAUSE)):
                if not ours() - before:
                    break
                await asyncio.sleep(PAUSE)
            else:
                left[name] = ours() - before
        assert left == {}
