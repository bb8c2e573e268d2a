"""The browsers' bridge, through both skins: what is said and heard there."""

import asyncio
import json
import re
import socket

import pytest

from tests.support.bridge import SETTINGS, bridged, hear_frame, open_bridge
from tests.support.server import Server
from tests.support.skins import Skin
from tests.support.talk import hear_close

HEX = re.compile(r"[0-9a-f]{64}")
HI = {"ChatMessage": {"message": "Hi"}}
YO = {"ChatMessage": {"message": "Yo"}}
NOBODY = "0" * 63 + "1"


def address_of(server: Server) -> str:
    """Return where the server's own node listens."""
    assert server.swarm is not None
    return f"127.0.0.1:{server.swarm.port}"


@pytest.mark.parametrize("path", ["/wt", "/wt/"])
async def test_the_first_word_is_the_key(skin: Skin, path: str) -> None:
    async with skin(**SETTINGS) as server, open_bridge(server, path) as connection:
        [word] = await hear_frame(connection)
        assert list(word) == ["YourEd25519"]
        assert HEX.fullmatch(word["YourEd25519"]["ed25519"])


async def test_two_programs_tell_each_other_by_key(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann, bridged(server) as ben:
        await ann.tell(ben.key, HI)
        heard = await ben.hears_from(ann.key, "ChatMessage")
        assert heard.payload == HI["ChatMessage"]
        assert not heard.is_doubtful
        await ben.tell(ann.key, YO, sign=True)
        signed = await ann.hears_from(ben.key, "SignedMessage")
        said = await ann.hears_from(ben.key, "ChatMessage")
        assert (said.payload, said.src) == (YO["ChatMessage"], signed.src)
        await ann.send(said.src, HI)  # to an address that has proved itself by now
        assert (await ben.hears_from(None, "ChatMessage")).payload == HI["ChatMessage"]


async def test_each_frame_has_one_forwarded_in_the_words_of_the_swarm(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann, bridged(server) as ben:
        await ann.tell(ben.key, HI)
        fields = set()
        for _ in range(6):
            [word] = await hear_frame(ben.connection)
            [(name, payload)] = word.items()
            assert name == "Forwarded"
            assert isinstance(json.loads(payload["messages"]), list)
            fields |= {*payload}
            assert all(
                payload.get(key) is None or HEX.fullmatch(payload[key])
                for key in ("from_ed25519", "maybe_ed25519")
            )
        wanted = {"src", "from_ed25519", "messages", "might_be_ip_spoofing"}
        assert wanted <= fields <= {*wanted, "maybe_ed25519"}


async def test_questions_are_answered_in_one_frame(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann:
        await ann.say(
            {"PleaseReturnThisMessage": {"cookie": "1.5"}},
            {"Nonsense": {}},
            "nonsense",
            {"PleaseSendPeers": {}},
        )
        while "ReturnedMessage" not in (frame := await hear_frame(ann.connection))[0]:
            pass
        assert frame[0] == {"ReturnedMessage": {"cookie": "1.5"}}
        assert {"MyPublicKey": {"ed25519h": ann.key}} in frame
        assert any("Peers" in message for message in frame)


@pytest.mark.parametrize(
    "text",
    [
        *("{}", "null", "Hello", "[", '[{"Forward":{', "[" * 60_000, "[" * 128 + "]" * 128),
        *(b"\xff", b"\x00", "[" + "1," * 5000 + "1]", f'["{"x" * 70_000}"]', "[NaN]"),
    ],
)
async def test_what_is_no_array_is_passed_over(skin: Skin, text: str | bytes) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann:
        await ann.connection.send(text)
        await ann.connection.send(b'[{"PleaseReturnThisMessage":{"cookie":"1"}}]')
        assert await ann.hears("ReturnedMessage") == {"cookie": "1"}


async def test_an_empty_message_ends_it(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann:
        await ann.connection.send("")
        assert await ann.hears_the_end() == (1000, "Ended by an empty message.")


async def test_nothing_is_sent_to_an_address_that_has_proved_nothing(skin: Skin) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
        victim.bind(("127.0.0.1", 0))
        victim.setblocking(False)
        src = f"127.0.0.1:{victim.getsockname()[1]}"
        async with skin(**SETTINGS) as server, bridged(server) as ann:
            await ann.knows(address_of(server))
            await ann.say(
                {"Peers": {"peers": [src]}},
                {"MaybeTheyHaveSome": {"id": "0" * 64, "peers": [src]}},
                {"Forwarded": {"src": src, "messages": json.dumps([{"MyPublicKey": NOBODY}])}},
            )
            await ann.send(src, HI)
            refused = await ann.hears("NotForwarded")
            assert (refused["src"], refused["to_ed25519"]) == (src, None)
            assert refused["reason"] == f"Nobody has proved to be at {src}."
            await ann.send(address_of(server), {"PleaseReturnThisMessage": {"cookie": "7"}})
            await ann.hears_from(None, "ReturnedMessage")  # what was before this, is done
        with pytest.raises(BlockingIOError):
            victim.recv(1)


async def test_a_forward_to_nobody_is_told(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann:
        await ann.say({"Forward": {"messages": [HI]}})
        refused = await ann.hears("NotForwarded")
        assert refused["reason"] == "Forward needs to_ed25519 or src."
        assert (refused["src"], refused["to_ed25519"]) == (None, None)


async def test_what_one_hears_never_reaches_another(skin: Skin) -> None:
    async with (
        skin(**SETTINGS) as server,
        bridged(server) as ann,
        bridged(server) as ben,
        bridged(server) as eve,
    ):
        for number in range(20):
            await ann.tell(ben.key, {"ChatMessage": {"message": f"secret {number}"}})
        for number in range(20):
            heard = await ben.hears_from(ann.key, "ChatMessage")
            assert heard.payload == {"message": f"secret {number}"}
        await eve.say({"PleaseReturnThisMessage": {"cookie": "1"}})
        async with asyncio.timeout(5):
            while "ReturnedMessage" not in (frame := await hear_frame(eve.connection))[0]:
                assert "secret" not in json.dumps(frame)


async def test_more_tenants_than_there_may_be_are_closed_with_4013(skin: Skin) -> None:
    async with (
        skin(**SETTINGS, bridge_tenants=2) as server,
        bridged(server),
        bridged(server) as second,
    ):
        async with open_bridge(server) as third:
            assert await hear_close(third) == (4013, "Too many connections.")
        await second.connection.close()
        async with bridged(server):
            pass


async def test_more_connections_than_an_address_may_have_are_closed_with_4013(skin: Skin) -> None:
    async with (
        skin(**SETTINGS, connections_per_address=1) as server,
        bridged(server),
        open_bridge(server) as second,
    ):
        assert await hear_close(second) == (4013, "Too many connections.")


async def test_a_message_over_the_limit_is_closed_with_1009(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann:
        await ann.connection.send("x" * 1048577)
        assert (await ann.hears_the_end())[0] == 1009
