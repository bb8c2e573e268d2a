"""Strangers at a server's UDP port: the seed's line, proof by cookie, bounds, storms of rubbish."""

import asyncio
import json
import logging
import os
import random
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.support.lcdp import PATIENCE, SEEDS_LINE, find, read, stranger
from tests.support.server import Server, running_server

HEADERS = 28
"""Bytes of IPv4 and UDP."""
STORM = 4000


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The UDP port of a server with LCDP."""
    async with running_server(mode="u", lcdp_reach="loopback") as server:
        yield port_of(server)


def port_of(server: Server) -> int:
    assert server.swarm is not None
    return server.swarm.port


def assert_short_answer(answer: bytes) -> None:
    assert len(answer) <= 2.5 * (len(SEEDS_LINE) + HEADERS) - HEADERS == 102
    names = [name for message in read(answer) for name in message]
    assert names == ["PleaseAlwaysReturnThisMessage", "Peers"]


async def test_the_shortest_question_is_answered_with_cookie_and_peers(port: int) -> None:
    with stranger(port) as one:
        await one.send(SEEDS_LINE)
        assert_short_answer(await one.hear())


@pytest.mark.skipif(shutil.which("nc") is None, reason="there is no nc here")
async def test_it_is_by_the_line_of_the_quick_start_itself(port: int) -> None:
    line = f"echo -n '{SEEDS_LINE.decode()}' | nc -u 127.0.0.1 {port}"
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", line, stdout=PIPE, stdin=DEVNULL, start_new_session=True
    )
    assert process.stdout is not None
    try:
        answer = await asyncio.wait_for(process.stdout.read(65535), PATIENCE)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # nc waits for more, for ever
        await process.communicate()
    assert_short_answer(answer)


async def test_with_a_peer_there_is_room_for_its_address(port: int) -> None:
    with stranger(port) as friend, stranger(port) as one:
        asked = await friend.ask({"PleaseSendPeers": {}})
        cookie = find(asked, "PleaseAlwaysReturnThisMessage")
        answer = await friend.ask({"AlwaysReturned": cookie}, {"PleaseSendPeers": {}})
        assert find(answer, "Peers") == {"peers": []}
        await one.send(SEEDS_LINE)
        said = await one.hear()
        assert_short_answer(said)
        assert find(read(said), "Peers") == {"peers": [friend.address]}


async def test_a_round_trip_is_measured_with_one_message(port: int) -> None:
    with stranger(port) as one:
        answer = await one.ask({"PleaseReturnThisMessage": {"cookie": "1.5"}})
    assert find(answer, "ReturnedMessage") == {"cookie": "1.5"}


class Deaf:
    """Who was lent a node, and does not listen."""

    def said(self, text: bytes) -> None:
        pass


async def test_whoever_proves_its_address_is_told_where_a_tenant_is() -> None:
    async with running_server(mode="u") as server:
        assert server.swarm is not None
        name = bytes(range(32))
        tenant = server.swarm.admit(Deaf(), name)
        with stranger(port_of(server)) as one:
            where = {"WhereAreThey": {"ed25519h": name.hex()}}
            asked = await one.ask({"PleaseSendPeers": {}}, where)
            assert "Forwarded" not in str(asked)
            cookie = find(asked, "PleaseAlwaysReturnThisMessage")
            found = find(await one.ask({"AlwaysReturned": cookie}, where), "Forwarded")
        assert found["src"] == f"127.0.0.1:{tenant.port}"
        assert json.loads(found["messages"]) == [{"MyPublicKey": {"ed25519h": tenant.key.hex()}}]


async def test_who_wants_a_file_that_is_not_there_is_told_of_peers_who_wanted_it(
    tmp_path: Path,
) -> None:
    wish = {"PleaseSendContent": {"id": "ab" * 32, "length": 4096, "offset": 0}}
    async with running_server(mode="u", lcdp_reach="loopback", share_dir=str(tmp_path)) as server:
        port = port_of(server)
        with stranger(port) as forger, stranger(port) as peer, stranger(port) as one:
            await forger.ask(wish)
            cookie = find(await peer.ask(wish), "PleaseAlwaysReturnThisMessage")
            await peer.send(json.dumps([{"AlwaysReturned": cookie}, wish]).encode())
            await _barrier(port)
            answer = find(await one.ask(wish), "MaybeTheyHaveSome")
            assert answer == {"id": "ab" * 32, "peers": [peer.address]}


QUESTIONS: list[bytes] = [
    b"[]",
    b'[{"AlwaysReturned":{"cookie":"AAAAAAAAAAAA"}}]',
    b'[{"PleaseAlwaysReturnThisMessage":{"cookie":"x"}}]',
    b'[{"PleaseListSupportedMessages":{}}]',
    json.dumps([{"PleaseReturnThisMessage": {"cookie": str(n)}} for n in range(40)]).encode(),
    json.dumps([{"PleaseSendPeers": {}}] * 100).encode(),
    json.dumps([{"WhereAreThey": {"ed25519h": "ab" * 32}}]).encode(),
    json.dumps([{"PleaseSendContent": {"id": "ab" * 32, "length": 4096, "offset": 0}}]).encode(),
    json.dumps([{"ChatMessage": {"message": "/version"}}]).encode(),
    json.dumps([{"Peers": {"peers": ["127.0.0.1:9"] * 20}}]).encode(),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
async def test_who_proves_nothing_gets_two_and_a_half_times_what_was_sent(
    port: int, question: bytes
) -> None:
    with stranger(port) as one:
        await one.send(question)
        await _barrier(port)
        heard = one.waiting()
    bytes_back = sum(len(data) + HEADERS for data in heard)
    assert bytes_back <= 2.5 * (len(question) + HEADERS)


async def _barrier(port: int) -> None:
    """Return when the server has read all that was sent before."""
    with stranger(port) as last:
        await last.send(SEEDS_LINE)
        await last.hear()


async def _storm(port: int, chance: random.Random) -> tuple[int, int]:
    """Send much that is hostile, from many ports; return bytes sent and heard, on the wire."""
    sent = heard = 0
    for _ in range(STORM // 100):
        with stranger(port) as one:
            for _ in range(100):
                data = hostile(chance)
                await one.send(data)
                sent += len(data) + HEADERS
            await _barrier(port)
            heard += sum(len(data) + HEADERS for data in one.waiting())
    return sent, heard


def hostile(chance: random.Random) -> bytes:
    """Return what nobody should send."""
    kinds: list[Callable[[], bytes]] = [
        lambda: chance.randbytes(chance.randrange(1, 1200)),
        lambda: b"[" * chance.randrange(1, 4000),
        lambda: b'[{"PleaseSendPeers":' + b'{"a":' * 200 + b"1" + b"}" * 201 + b"]",
        lambda: chance.choice(QUESTIONS)[: chance.randrange(1, 200)],
        lambda: b'[{"EncryptedMessages":{"base64":"%s","noise_params":""}}]' % (b"QUFB" * 60),
        lambda: json.dumps(
            [{"SignedMessage": {"ed25519": "ab" * 32, "signature": "QUFB" * 22, "payload": "W10="}}]
            * 8
        ).encode(),
        lambda: b'[{"ReturnedMessage":{"cookie":"nan"}},{"PleaseSendPeers":{}}]',
        lambda: b'[{"ChatMessage":{"message":"\\u001b[2J%d"}}]' % chance.randrange(1000),
        lambda: b'[{"Peers":{"peers":["%d.0.0.1:1","x"]}}]' % chance.randrange(300),
        lambda: b"[1e999,NaN,\xff]",
    ]
    return chance.choice(kinds)()


async def test_a_storm_of_rubbish_leaves_a_good_peer_answered_and_the_log_short(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, "plong")
    seed = random.randrange(2**32)
    async with running_server(mode="u", lcdp_reach="loopback") as server:
        with stranger(port_of(server)) as friend:
            cookie = find(
                await friend.ask({"PleaseSendPeers": {}}), "PleaseAlwaysReturnThisMessage"
            )
            sent, heard = await _storm(port_of(server), random.Random(seed))
            answer = await friend.ask({"AlwaysReturned": cookie}, {"PleaseSendPeers": {}})
            assert find(answer, "Peers") == {"peers": []}, seed
        assert heard <= 2.5 * sent, seed
        assert server.swarm is not None
        assert (len(server.swarm.node.peers), len(server.swarm.node.keyring)) == (1, 0), seed
    assert {record.message for record in caplog.records} == {"Some were refused."}, seed
    assert len(caplog.records) < 10, seed  # one a reason
    assert capfd.readouterr() == ("", "")
