"""Guesses from many addresses: they use up all tries there are, and lock out nobody."""

import asyncio
import json
from collections import Counter
from typing import Final

import pytest

from tests.support.raw import Answer, raw_client
from tests.support.server import Server, running_server

GUESSERS: Final = [f"127.0.1.{number}" for number in range(1, 201)]
OTHERS: Final = [f"127.0.2.{number}" for number in range(1, 51)]
TRIES: Final = {"passphrase_tries": 10, "passphrase_tries_total": 600, "hash_queue": 10_000}
"""An address has tried little as long as it has tried once a minute; half is for those."""


@pytest.fixture(autouse=True)
def _cheap_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a guess cost next to nothing: what is counted here is whether it is tried at all."""
    monkeypatch.setattr("plong.hub.hasher._MEMORY_KIB", 8)
    monkeypatch.setattr("plong.hub.hasher._PASSES", 1)


def whois(passphrase: str) -> bytes:
    body = json.dumps({"Passphrase": passphrase})
    return f"POST /whois HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


async def guess(server: Server, source: str, *passphrases: str) -> list[Answer]:
    """Ask from an address, and read all answers."""
    async with raw_client(server.port, source=source) as client:
        await client.send(b"".join(map(whois, passphrases)))
        return [await client.read_answer() for _ in passphrases]


async def guess_from_everywhere(server: Server, passphrase: str) -> list[Answer]:
    """Guess thrice from each address; return the answers to the last guesses."""
    answers = []
    for source in GUESSERS:
        *_, last = await guess(server, source, f"one of {source}", f"two of {source}", passphrase)
        answers.append(last)
    return answers


def visible(answer: Answer) -> tuple[int, str, bytes]:
    """Return what a guesser sees, but for the time."""
    names = ",".join(sorted(answer.headers))
    return answer.status, names, answer.body


async def test_who_tries_little_gets_through_when_all_tries_are_used_up() -> None:
    async with running_server(**TRIES) as server:
        me = await server.ohai()
        await server.iam(me, "otter")
        answers = Counter(one.status for one in await guess_from_everywhere(server, "heron"))
        assert answers[429] > len(GUESSERS) / 4
        assert answers[404] == len(GUESSERS) - answers[429]
        found = await asyncio.gather(*(guess(server, source, "otter") for source in OTHERS))
        assert {one.json["PublicId"] for [one] in found} == {me.public_id}


async def test_who_is_refused_is_not_told_whether_it_was_right() -> None:
    async with running_server(**TRIES) as server:
        await server.iam(await server.ohai(), "otter")
        await guess_from_everywhere(server, "otter")
        *_, right = await guess(server, "127.0.3.1", "one", "otter")
        *_, wrong = await guess(server, "127.0.3.2", "one", "heron")
        assert visible(right) == visible(wrong)
        assert right.json == {"Error": "The server is busy with other passphrases."}
        assert 1 <= int(right.headers["retry-after"]) <= 60
