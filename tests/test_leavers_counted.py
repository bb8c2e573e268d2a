"""Nobody's visit waits for the collector, in whichever way it ends: no objects are left of it."""

import asyncio
import gc
import json
from collections import Counter
from collections.abc import Iterator

import pytest

from plong.endpoints.base_session import BaseSession
from plong.endpoints.http_protocol import PlongHttpProtocol
from plong.endpoints.picows_listener import FrameListener
from plong.endpoints.silence import Silence
from plong.hub.swarm.tenant import Tenant
from plong.lcdp.runner import Runner
from plong.libp2p.channel import Channel
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.receiving import Receiver
from tests.support.bridge import SETTINGS
from tests.support.libp2p import WAYS, is_answered
from tests.support.mail import knock_of
from tests.support.raw import BINARY, CONTINUATION, TEXT, frame, raw_client, upgrade
from tests.support.server import Me, Server, running_server

PATIENCE, PAUSE = 10.0, 0.02
SOCKETS = (PlongHttpProtocol, FrameListener, BaseSession, Silence)
OURS = (*SOCKETS, Tenant, Runner, LcdpNode, Receiver, Channel)
ALL_MODES = {**SETTINGS, "mode": "hwxpul", "udp_port": 0, "ping_hold": 60}
QUESTION = b"GET /wuu2 HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    gc.freeze()  # so that `ours` need not look at all that other tests have left
    yield
    gc.unfreeze()
    gc.enable()


def knock_at(path: str) -> bytes:
    body = json.dumps(knock_of()).encode()
    return b"POST %b HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (path.encode(), len(body), body)


def visits(me: Me) -> dict[str, bytes]:
    relay = upgrade(f"/ws/{me.private_id}")
    plong_2 = upgrade(f"/ws/{me.private_id}", **{"Sec-WebSocket-Protocol": "plong.2"})
    forward = {"to_ed25519": "a0" * 32, "messages": [{"PleaseSendPeers": {}}]}
    lcdp = json.dumps([{"PleaseSendPeers": {}}, {"Forward": forward}]).encode()
    knock = knock_at("/at/nobody/ping")
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
        "a node of LCDP": upgrade("/wt") + frame(TEXT, lcdp),
        "a node of LCDP that is ended": upgrade("/wt") + frame(TEXT, lcdp) + frame(TEXT),
        "a peer with a node": plong_2 + frame(TEXT, b"\x1blcdp " + lcdp),
        "a knock that is held": QUESTION + knock,
        "knocks that are held": QUESTION + 3 * knock,
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
    async with running_server(**ALL_MODES) as server:
        await server.http.get("/")
        before = ours()  # our own client's connection
        left = {}
        for name, said in visits(await server.ohai()).items():
            await visit(server, said)
            if more := await left_since(before):
                left[name] = more
        assert left == {}


async def left_since(before: Counter[str]) -> Counter[str]:
    """Return what is there beside what was there before, once it is nothing, or for good."""
    for _ in range(int(PATIENCE / PAUSE)):
        if not ours() - before:
            break
        await asyncio.sleep(PAUSE)
    return ours() - before


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("way", WAYS)
async def test_no_object_of_a_peer_that_was_answered_is_left(way: str) -> None:
    async with running_server(mode="hwl") as server:
        await server.http.get("/")
        before = ours()
        await is_answered(server, way)
        assert await left_since(before) == {}
