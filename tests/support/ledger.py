"""What a server has promised to all its visitors, and whether it keeps it."""

import asyncio
import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from plong.protocol.ids import public_id_of
from plong.protocol.models import Answer

_NEWEST = 15
"""Promises of each kind that are looked at again: to hash them all would take minutes."""
_OLDER = 5
"""Likewise of those before."""


@dataclass
class Ledger:
    """Only what was answered stands here; of what was asked in vain nobody knows."""

    peers: dict[str, Answer] = field(default_factory=dict)
    """By PrivateId: those that nobody has asked to be removed."""
    removed: set[str] = field(default_factory=set)
    """PrivateIds."""
    claimed: dict[str, Answer] = field(default_factory=dict)
    """By passphrase, found any number of times."""
    once: dict[str, Answer] = field(default_factory=dict)
    """Likewise, found once, and nobody has asked yet."""
    used_up: set[str] = field(default_factory=set)
    """Passphrases that were found for the last time."""
    sent: dict[str, str] = field(default_factory=dict)
    """PrivateIds of owners by the id of a ping in their outbox."""
    knocked: dict[str, str] = field(default_factory=dict)
    """Likewise, in their inbox."""

    async def check(self, http: httpx.AsyncClient, chance: random.Random) -> None:
        """Fail if a promise is broken, as far as a sample shows."""
        checks = [
            *(_greeted(http, self.peers[key]) for key in _some(self.peers, chance)),
            *(_gone(http, key) for key in _some(self.removed, chance)),
            *(_found(http, key, self.claimed[key]) for key in _some(self.claimed, chance)),
            *(_not_found(http, key) for key in _some(self.used_up, chance)),
            *(_in_outbox(http, self.sent[key], key) for key in _some(self.sent, chance)),
            *(_in_inbox(http, self.knocked[key], key) for key in _some(self.knocked, chance)),
        ]
        await asyncio.gather(*checks)
        for passphrase in _some(self.once, chance):
            await _found(http, passphrase, self.once.pop(passphrase))
            await _not_found(http, passphrase)
            self.used_up.add(passphrase)


def _some(promises: Iterable[str], chance: random.Random) -> list[str]:
    """Return the newest, which a kill endangers most, and some of the others."""
    every = list(promises)
    older = every[:-_NEWEST]
    return every[-_NEWEST:] + chance.sample(older, min(_OLDER, len(older)))


async def _greeted(http: httpx.AsyncClient, me: Answer) -> None:
    answer = await _ask_owner(http, str(me["PrivateId"]), "inbox")
    assert answer.status_code == httpx.codes.OK, me


async def _gone(http: httpx.AsyncClient, private_id: str) -> None:
    answer = await http.post("/obai", json={"PrivateId": private_id})
    assert answer.status_code == httpx.codes.NOT_FOUND, private_id


async def _found(http: httpx.AsyncClient, passphrase: str, claimed: Answer) -> None:
    answer = await http.post("/whois", json={"Passphrase": passphrase})
    expected = {"PublicId": claimed["PublicId"], "Created": claimed["Created"]}
    assert (answer.status_code, answer.json()) == (200, expected), passphrase


async def _not_found(http: httpx.AsyncClient, passphrase: str) -> None:
    answer = await http.post("/whois", json={"Passphrase": passphrase})
    assert answer.status_code == httpx.codes.NOT_FOUND, passphrase


async def _in_outbox(http: httpx.AsyncClient, owner: str, ping_id: str) -> None:
    answer = await _ask_owner(http, owner, f"outbox/{ping_id}")
    assert answer.status_code == httpx.codes.OK, ping_id
    assert answer.json()["content"] == f"content for {owner}"


async def _in_inbox(http: httpx.AsyncClient, owner: str, ping_id: str) -> None:
    answer = await _ask_owner(http, owner, "inbox")
    assert answer.status_code == httpx.codes.OK, ping_id
    assert [knock["ping_id"] for knock in answer.json()] == [ping_id]


async def _ask_owner(http: httpx.AsyncClient, private_id: str, path: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {private_id}"}
    return await http.get(f"/at/{public_id_of(private_id)}/{path}", headers=headers)


_SUMS = {
    "SELECT rows FROM totals WHERE name = 'identities'": "SELECT count(*) FROM identities",
    "SELECT outbox_rows FROM shares WHERE owner = -1": "SELECT sum(stage = 0) FROM outbox",
    "SELECT inbox_rows FROM shares WHERE owner = -1": "SELECT sum(stage = 0) FROM inbox",
    "SELECT count(*) FROM outbox WHERE stage = 0": "SELECT count(*) FROM outbox_contents",
}


def assert_nothing_is_half_made(copy: Path) -> None:
    """Fail unless a copied file is whole, and all that is counted in it is so many."""
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        for told, counted in _SUMS.items():
            there = [db.execute(select).fetchone()[0] or 0 for select in (told, counted)]
            assert there[0] == there[1], (told, there)
