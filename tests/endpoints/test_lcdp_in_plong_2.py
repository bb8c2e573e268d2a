"""``lcdp``: a node of LCDP for one Plong connection, through both skins."""

import asyncio
import json
from base64 import urlsafe_b64decode
from typing import Any

from websockets.asyncio.client import ClientConnection

from plong.hub.swarm.tenants import TOO_MANY
from tests.support.bridge import SETTINGS, bridged
from tests.support.server import ESC, barrier
from tests.support.skins import Skin
from tests.support.talk import ask, hear_words

PING = '[{"PleaseReturnThisMessage":{"cookie":"1"}}]'
HI = {"ChatMessage": {"message": "Grüße"}}
OFF = {
    "Error": 'LCDP is switched off on this server ("u" is not in its mode).',
    "Code": "switched-off",
    "Verb": "lcdp",
}


async def told(connection: ClientConnection, command: str) -> tuple[list[Any], Any]:
    """Give a command; return what its node says before the answer, and the answer."""
    await connection.send(ESC + command)
    said = []
    while "Event" in (words := await hear_words(connection)):
        assert words["Event"] == "lcdp"
        said += words["Messages"]
    return said, words


async def open_node(connection: ClientConnection) -> str:
    """Say the first word, and what comes before it; return the node's key."""
    assert (await hear_words(connection))["Event"] == "welcome"
    said, answer = await told(connection, "lcdp []")
    assert answer == {"Ok": "lcdp"}
    key: str = said[0]["YourEd25519"]["ed25519"]
    return key


async def hears(connection: ClientConnection, word: str, key: str | None = None) -> Any:
    """Return the next message of a type that a node has said, by its key."""
    async with asyncio.timeout(10):
        while True:
            words = await hear_words(connection)
            for message in words.get("Messages", ()):
                forwarded = message.get("Forwarded", {"messages": "[]"})
                said = json.loads(forwarded["messages"])
                found = [one[word] for one in said if word in one]
                if found and forwarded["from_ed25519"] == key:
                    return found[0]


async def test_the_first_command_opens_a_node_and_each_is_answered(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, server.connect_2(await server.ohai()) as connection:
        await open_node(connection)
        said, answer = await told(connection, f"lcdp {PING}")
        assert {"ReturnedMessage": {"cookie": "1"}} in said
        assert answer == {"Ok": "lcdp"}


async def test_a_peer_and_a_page_tell_each_other(skin: Skin) -> None:
    async with (
        skin(**SETTINGS) as server,
        server.connect_2(await server.ohai()) as connection,
        bridged(server) as page,
    ):
        key = await open_node(connection)
        await page.tell(key, HI)
        assert await hears(connection, "ChatMessage", page.key) == HI["ChatMessage"]
        forward = [{"Forward": {"to_ed25519": page.key, "messages": [HI]}}]
        await connection.send(f"{ESC}lcdp {json.dumps(forward)}")
        assert (await page.hears_from(key, "ChatMessage")).payload == HI["ChatMessage"]


async def test_a_peer_is_found_by_its_public_id(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as page:
        me = await server.ohai()
        async with server.connect_2(me) as connection:
            key = await open_node(connection)
            assert server.swarm is not None
            home = f"127.0.0.1:{server.swarm.port}"
            name = urlsafe_b64decode(f"{me.public_id}=").hex()
            await page.knows(home)
            await page.send(home, {"WhereAreThey": {"ed25519h": name}})
            found = await page.hears_from(None, "Forwarded")
            assert json.loads(found.payload["messages"]) == [{"MyPublicKey": {"ed25519h": key}}]


async def test_what_is_no_array_is_refused(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, server.connect_2(await server.ohai()) as connection:
        await open_node(connection)
        refusal = {
            "Error": "lcdp needs a JSON array of messages, as LCDP bounds it.",
            "Code": "bad-request",
            "Verb": "lcdp",
        }
        for argument in ("", " {}", " [", " nonsense", " " + "[" * 60_000):
            assert (await told(connection, f"lcdp{argument}"))[1] == refusal
        assert (await told(connection, "lcdp " + "x" * 65_537))[1]["Code"] == "too-big"
        assert (await told(connection, "ping"))[1] == {"Ok": "ping"}


async def test_without_u_it_is_switched_off(skin: Skin) -> None:
    async with skin() as server, server.connect_2(await server.ohai()) as connection:
        await hear_words(connection)
        assert await ask(connection, "lcdp []") == OFF
        await barrier(connection)


async def test_it_is_no_verb_of_the_classic_dialect(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, server.connect(await server.ohai()) as connection:
        await connection.send(ESC + "lcdp []")
        await barrier(connection)


async def test_a_node_ends_with_its_connection_and_counts_as_a_tenant(skin: Skin) -> None:
    async with skin(**SETTINGS, bridge_tenants=1) as server:
        async with (
            server.connect_2(await server.ohai()) as first,
            server.connect_2(await server.ohai()) as second,
        ):
            await open_node(first)
            await hear_words(second)
            refusal = {"Error": TOO_MANY, "Code": "full", "Verb": "lcdp"}
            assert await ask(second, "lcdp []") == refusal
            await barrier(second)
        async with server.connect_2(await server.ohai()) as third:
            await open_node(third)
