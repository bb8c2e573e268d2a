"""What connections are told unasked, through both skins."""

import pytest
from websockets.asyncio.client import ClientConnection

from tests.support.server import ESC, Me, Server, barrier
from tests.support.talk import ask, hear_close, hear_words, link

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def watch(watcher: ClientConnection, target: Me) -> None:
    """Link a fresh ``plong.2`` connection to the peer that it is to hear of."""
    await hear_words(watcher)  # the welcome
    await ask(watcher, f"chlink {target.public_id}")


async def test_who_is_linked_hears_that_the_peer_links_back_and_unlinks(relay: Server) -> None:
    alice, bob, eve = await relay.ohai(), await relay.ohai(), await relay.ohai()
    async with relay.connect(alice) as alices, relay.connect_2(bob) as bobs:
        await watch(bobs, alice)
        await link(alices, bob)
        assert await hear_words(bobs) == {"Event": "linked", "PublicId": alice.public_id}
        await link(alices, eve)
        assert await hear_words(bobs) == {"Event": "unlinked", "PublicId": alice.public_id}
        await barrier(bobs)


@pytest.mark.parametrize("is_linked_back", [True, False])
async def test_who_is_linked_hears_that_the_peer_is_gone(
    relay: Server, *, is_linked_back: bool
) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect_2(bob) as bobs:
        await watch(bobs, alice)
        async with relay.connect(alice) as alices:
            if is_linked_back:
                await link(alices, bob)
                assert (await hear_words(bobs))["Event"] == "linked"
            await barrier(alices)
        assert await hear_words(bobs) == {"Event": "gone", "PublicId": alice.public_id}
        await barrier(bobs)


async def test_only_the_first_link_and_the_last_are_told(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect_2(bob) as bobs, relay.connect(alice) as first:
        await watch(bobs, alice)
        await link(first, bob)
        assert (await hear_words(bobs))["Event"] == "linked"
        async with relay.connect(alice) as second:
            await link(second, bob)
            await link(second, alice)
            await link(second, bob)
        await link(first, bob)
        await barrier(bobs)
        await link(first, alice)
        assert (await hear_words(bobs))["Event"] == "unlinked"


async def test_who_is_linked_elsewhere_hears_nothing(relay: Server) -> None:
    alice, bob, eve = await relay.ohai(), await relay.ohai(), await relay.ohai()
    async with relay.connect_2(eve) as eves:
        await watch(eves, bob)
        async with relay.connect(alice) as alices:
            await link(alices, eve)
        await barrier(eves)


async def test_the_classic_dialect_hears_no_events(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect(bob) as bobs:
        await link(bobs, alice)
        async with relay.connect(alice) as alices:
            await link(alices, bob)
            await link(alices, alice)
        await barrier(bobs)


async def test_obai_ends_every_connection_and_those_linked_to_it_hear_gone(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with (
        relay.connect(alice) as first,
        relay.connect_2(alice) as second,
        relay.connect_2(bob) as bobs,
    ):
        await link(first, bob)
        await hear_words(second)
        await watch(bobs, alice)
        assert (await relay.post("/obai", {"PrivateId": alice.private_id})).status_code == 200
        assert await hear_close(first) == (4001, "Peer removed.")
        assert await hear_close(second) == (4001, "Peer removed.")
        events = [(await hear_words(bobs))["Event"] for _ in range(2)]
        assert events == ["unlinked", "gone"]
        await bobs.send("Are you there?")
        assert (await hear_words(bobs))["Code"] == "not-connected"
        refusal = {"Error": "No such peer.", "Code": "no-such-peer", "Verb": "chlink"}
        assert await ask(bobs, f"chlink {alice.public_id}") == refusal
        assert (await ask(bobs, "dalink"))["Remote"] == alice.public_id


async def test_a_restart_is_told_in_plong_2_and_closes_with_1012(relay: Server) -> None:
    me = await relay.ohai()
    async with relay.connect(me) as classic, relay.connect_2(me) as second:
        await barrier(classic)
        await hear_words(second)
        relay.hub.restart(lambda least, most: (least + most) / 2)
        assert await hear_words(second) == {"Event": "restarting", "ReconnectIn": 0.4}
        assert await hear_close(second) == (1012, "Server restarting.")
        assert await hear_close(classic) == (1012, "Server restarting.")


async def test_words_begin_with_esc(relay: Server) -> None:
    async with relay.connect_2(await relay.ohai()) as connection:
        words = await connection.recv()
        assert isinstance(words, str)
        assert words.startswith(ESC + '{"Event":"welcome",')
