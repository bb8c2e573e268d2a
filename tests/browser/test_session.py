"""The two-player session of 2012, as its README tells it, in two real pages."""

import pytest

from tests.browser.visitor import Visitor, read_snippet

pytestmark = pytest.mark.browser


async def test_two_pages_meet_by_a_passphrase_and_talk(bob: Visitor, alice: Visitor) -> None:
    await _bob_creates_an_identity(bob)
    await _alice_retrieves_bob(alice)
    await _alice_opens_a_link(alice)
    await _bob_opens_and_listens(bob)
    alice_public_id = await _bob_hears_a_headed_message(bob, alice)
    await _bob_links_back(bob, alice_public_id)
    await _messages_are_bare_both_ways(bob, alice)


async def _bob_creates_an_identity(bob: Visitor) -> None:
    await bob.run_step("01_bob_connects", until="window.peer")
    async with bob.page.expect_response("**/iam") as answer:
        await bob.run_step("02_bob_creates_an_identity")
    assert (await answer.value).status == 200


async def _alice_retrieves_bob(alice: Visitor) -> None:
    await alice.run_step("03_alice_connects", until="window.peer")
    await alice.run_step("05_alice_retrieves_bob", until="window.bob")


async def _alice_opens_a_link(alice: Visitor) -> None:
    connect, link = read_snippet("06_alice_opens_and_links", alice.server)
    await alice.run(connect)
    await alice.is_connected()
    await alice.run("ws.onmessage = function (m) { heard(m.data) }")
    await alice.run(link)


async def _bob_opens_and_listens(bob: Visitor) -> None:
    connect, listen = read_snippet("07_bob_opens_and_listens", bob.server)
    await bob.run(connect)
    await bob.is_connected()
    await bob.run(listen)


async def _bob_hears_a_headed_message(bob: Visitor, alice: Visitor) -> str:
    """Steps 8 and 9. All that Bob knows of Alice is in the message that he gets."""
    await alice.run_step("08_alice_sends")
    message = await bob.hears()
    assert message == f":{await alice.value('peer.PublicId')}:Hi"
    return message.split(":")[1]


async def _bob_links_back(bob: Visitor, public_id: str) -> None:
    await bob.run(f'alice_public_id = "{public_id}"')
    await bob.run_step("10_bob_links_back")


async def _messages_are_bare_both_ways(bob: Visitor, alice: Visitor) -> None:
    """Step 11. What Bob says after his chlink comes after it was obeyed."""
    await bob.run('ws.send("Hello, Alice")')
    assert await alice.hears() == "Hello, Alice"
    await alice.run('ws.send("Hello, Bob")')
    assert await bob.hears() == "Hello, Bob"
