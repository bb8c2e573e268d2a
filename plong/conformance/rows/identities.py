"""How long passphrases stand, and for whom."""

import asyncio
import unicodedata
from datetime import datetime
from typing import Final

from plong.client.http import Reply
from plong.conformance.expecting import expect, expect_answer, expect_equal, expect_status
from plong.conformance.peers import Peer
from plong.conformance.row import Row
from plong.conformance.shapes import COUNT, TIME
from plong.conformance.visit import Visit, new_passphrase

_TOLERANCE: Final = 3.0
"""Seconds between two questions, at most."""
_LONGEST: Final = 1024


async def _claim(visit: Visit, peer: Peer, words: str, **more: int) -> Reply:
    body = {"PrivateId": peer.private_id, "Passphrase": words, **more}
    return await visit.ask("POST", "/iam", body)


async def _usual(visit: Visit) -> int:
    """Return for how many seconds a passphrase stands."""
    said = expect_answer(await visit.ask("GET", "/"), {"IdentityTimeout": COUNT})
    return int(said["IdentityTimeout"])


async def _find(visit: Visit, words: str) -> Reply:
    return await visit.ask("POST", "/whois", {"Passphrase": words})


class Lifetime(Row):
    """A passphrase stands for IdentityTimeout seconds, or for Timeout."""

    name = "identities.lifetime"
    quote = "`Timeout` (seconds, at most `IdentityTimeout`)"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        usual = await _usual(visit)
        ends = [
            expect_answer(await _claim(visit, ann, new_passphrase(), **more), {"Expires": TIME})
            for more in ({"Timeout": 1}, {})
        ]
        short, long = (datetime.fromisoformat(end["Expires"]) for end in ends)
        seconds = 1 + (long - short).total_seconds()
        expect(abs(seconds - usual) < _TOLERANCE, f"Expires about {usual} s ahead", seconds)


class Expiry(Row):
    """A passphrase is found until it expires, then never again."""

    name = "identities.expiry"
    quote = "It is found until it expires, then never again."
    needs = "h"
    tries = 3

    async def _try(self, visit: Visit) -> None:
        words = new_passphrase()
        expect_status(await _claim(visit, await visit.peers.one(), words, Timeout=1), 200)
        expect_status(await _find(visit, words), 200, to="whois at once")
        await asyncio.sleep(1.2)
        expect_status(await _find(visit, words), 404, to="whois after Timeout")


class Bounds(Row):
    """Uses and Timeout are whole numbers within bounds."""

    name = "identities.bounds"
    quote = "**new** `iam` takes `Uses`"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        ann, words = await visit.peers.one(), new_passphrase()
        usual = await _usual(visit)
        for more in ({"Timeout": usual + 1}, {"Timeout": 0}, {"Uses": 0}, {"Uses": -1}):
            expect_status(await _claim(visit, ann, words, **more), 400, to=f"iam with {more}")


class Uses(Row):
    """A passphrase with Uses dies after so many whois."""

    name = "identities.uses"
    quote = "it dies after so many successful `whois`"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        words = new_passphrase()
        expect_status(await _claim(visit, await visit.peers.one(), words, Uses=2), 200)
        for number, status in ((1, 200), (2, 200), (3, 404)):
            expect_status(await _find(visit, words), status, to=f"whois number {number} of 2")


class Spelling(Row):
    """Passphrases are compared in Unicode's NFC."""

    name = "identities.spelling"
    quote = "it is compared in Unicode's NFC"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        words = f"{new_passphrase()} é"
        await _claim(visit, await visit.peers.one(), unicodedata.normalize("NFD", words))
        found = await _find(visit, unicodedata.normalize("NFC", words))
        expect_status(found, 200, to="whois in NFC of what was claimed in NFD")


class Longest(Row):
    """A passphrase may have 1,024 bytes."""

    name = "identities.longest"
    quote = "A passphrase is any text that is not blank, at most 1 024 bytes"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        words = new_passphrase().ljust(_LONGEST, "x")
        expect_status(await _claim(visit, await visit.peers.one(), words), 200)


class Several(Row):
    """A peer may hold several passphrases, and claim one anew."""

    name = "identities.several"
    quote = "The same peer may claim it anew, and may hold several."
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        ann, first, second = await visit.peers.one(), new_passphrase(), new_passphrase()
        for words in (first, second, first):
            expect_status(await _claim(visit, ann, words), 200)
        for words in (first, second):
            found = expect_answer(await _find(visit, words), {})
            expect_equal(found.get("PublicId"), ann.public_id, "PublicId")


ROWS = (
    Lifetime(),
    Expiry(),
    Bounds(),
    Uses(),
    Spelling(),
    Longest(),
    Several(),
)
