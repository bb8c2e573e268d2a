"""What only a real browser can tell of a WebSocket: subprotocols and close codes."""

import json

import pytest

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

# In a page: connect, pass on what is heard, say how it ends.
CONNECT = """
    ([path, offers]) => {
        ws = new WebSocket("ws://SERVER" + path, offers)
        ws.onmessage = (m) => heard(m.data)
    }
"""
CLOSED = """
    ([path, offers]) => new Promise((tell) => {
        const ws = new WebSocket("ws://SERVER" + path, offers)
        ws.onclose = (e) => tell([e.code, e.reason, e.wasClean])
    })
"""


async def test_plong_2_and_the_private_id_are_asked_for_as_subprotocols(bob: Visitor) -> None:
    me = await _ohai(bob)
    await _connect(bob, "/ws", ["plong.2", f"private.{me['PrivateId']}"])
    welcome = json.loads((await bob.hears()).removeprefix("\x1b"))
    assert (welcome["Event"], welcome["PublicId"]) == ("welcome", me["PublicId"])
    assert await bob.value("ws.protocol") == "plong.2"


async def test_a_page_may_offer_nothing_but_its_private_id(bob: Visitor) -> None:
    me = await _ohai(bob)
    await _connect(bob, "/ws", [f"private.{me['PrivateId']}"])
    await bob.is_connected()
    await bob.run(f'ws.send("\\x1bchlink {me["PublicId"]}"); ws.send("an echo")')
    assert await bob.hears() == "an echo"


@pytest.mark.parametrize(
    ("path", "offers"),
    [
        ("/ws/nobody", []),
        ("/ws", ["private.nobody"]),
        ("/ws", ["plong.2", "private.nobody"]),
        ("/ws", ["plong.2"]),
        ("/ws", []),
    ],
)
async def test_a_page_reads_that_there_is_no_such_peer(
    bob: Visitor, path: str, offers: list[str]
) -> None:
    closed = await bob.page.evaluate(CLOSED.replace("SERVER", bob.server), [path, offers])
    assert closed == [4004, "No such peer.", True]


async def _ohai(visitor: Visitor) -> dict[str, str]:
    answer: dict[str, str] = await visitor.value(f'$.get("http://{visitor.server}/ohai")')
    return answer


async def _connect(visitor: Visitor, path: str, offers: list[str]) -> None:
    await visitor.page.evaluate(CONNECT.replace("SERVER", visitor.server), [path, offers])
