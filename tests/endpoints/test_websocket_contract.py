"""The control verbs, in both dialects, through both skins."""

import json
import re

import pytest

from plong import __version__
from tests.support.server import ESC, Server, barrier
from tests.support.talk import ask, hear, hear_words, link

pytestmark = pytest.mark.asyncio(loop_scope="module")

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LIMITS = {
    "MaxMessage": 1048576,
    "BufferSize": 256,
    "BufferBytes": 1048576,
    "BufferMemory": 268435456,
    "MessagesPerSecond": 20000,
    "BytesPerSecond": 1073741824,
    "IdentityTimeout": 1800,
    "PeerTimeout": 86400,
    "RequestTimeout": 5,
    "SlowTimeout": 30,
    "MaxFragments": 16448,
    "ConnectionsPerAddress": 256,
    "ConnectionsPerPeer": 16,
    "HttpConnectionsPerAddress": 256,
    "MaxPeers": 100000,
    "PeersPerAddress": 1000000,
    "PeersPerMinute": 1000000,
    "MaxIdentities": 100000,
    "IdentitiesPerAddress": 1000,
    "IdentitiesPerPeer": 100,
    "PassphraseTries": 100000,
    "PassphraseTriesTotal": 100000,
}
"""All but the total of connections, which only the server knows that counts them."""


async def test_ping_is_answered_with_pong(relay: Server) -> None:
    me = await relay.ohai()
    async with relay.connect(me) as connection:
        await connection.send(ESC + "ping")
        assert await hear(connection) == ESC + "pong"
    async with relay.connect_2(me) as connection:
        await hear_words(connection)
        assert await ask(connection, "ping") == {"Ok": "ping"}


async def test_wuu2_tells_the_status_that_http_tells(relay: Server) -> None:
    me = await relay.ohai()
    status = (await relay.http.get("/wuu2")).json()
    async with relay.connect(me) as connection:
        assert await ask(connection, "wuu2") == status
    async with relay.connect_2(me) as connection:
        await hear_words(connection)
        assert await ask(connection, "wuu2") == {"Ok": "wuu2", **status}


async def test_plong_2_begins_with_a_welcome(relay: Server) -> None:
    me = await relay.ohai()
    async with relay.connect_2(me) as connection:
        words = await hear_words(connection)
        words["Limits"].pop("MaxConnections", None)
        assert words == {
            "Event": "welcome",
            "PublicId": me.public_id,
            "Limits": LIMITS,
            "Version": __version__,
        }


async def test_iam_is_silent_on_success_and_whois_finds_the_peer(relay: Server) -> None:
    me = await relay.ohai()
    async with relay.connect(me) as connection:
        words = {"PrivateId": me.private_id, "Passphrase": f"I am {me.public_id}"}
        await connection.send(f"{ESC}iam {json.dumps(words)}")
        await barrier(connection)
        assert await ask(connection, f'whois {{"Passphrase":"I am {me.public_id}"}}') == {
            "PublicId": me.public_id,
            "Created": me.created,
        }


async def test_iam_and_whois_in_plong_2_say_what_http_says(relay: Server) -> None:
    me = await relay.ohai()
    phrase = f'{{"passphrase":"I am {me.public_id}"}}'
    async with relay.connect_2(me) as connection:
        await hear_words(connection)
        answer = await ask(connection, f"iam {phrase}")
        assert RFC3339.fullmatch(answer.pop("Expires"))
        assert answer == {"Ok": "iam", "PublicId": me.public_id, "Created": me.created}
        assert await ask(connection, f"whois {phrase}") == {**answer, "Ok": "whois"}


async def test_dalink_tells_the_link_and_whether_it_is_direct(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect(alice) as alices, relay.connect_2(bob) as bobs:
        await hear_words(bobs)
        assert await ask(alices, "dalink") == {"Remote": False, "Direct": False}
        assert await ask(bobs, "dalink") == {"Ok": "dalink", "Remote": False, "Direct": False}
        await link(alices, bob)
        assert await ask(alices, "dalink") == {"Remote": bob.public_id, "Direct": False}
        remote = {"Remote": alice.public_id, "Direct": True}
        assert await ask(bobs, f"chlink {alice.public_id}") == {"Ok": "chlink", **remote}
        assert await ask(bobs, "dalink") == {"Ok": "dalink", **remote}
        assert await ask(alices, "dalink") == {"Remote": bob.public_id, "Direct": True}
