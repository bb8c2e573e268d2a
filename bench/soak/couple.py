"""Two clients who meet by a passphrase, talk, part, and come again, for as long as the soak."""

import asyncio
import json
import random
from contextlib import suppress
from enum import Enum
from typing import Any, Final

from bench.soak.book import Book
from bench.soak.house import House
from bench.soak.line import PATIENCE, RESTARTING, Away, Refused
from bench.soak.side import Side

WORDS: Final = 40
"""Messages of either in one conversation, more or less."""
PAUSE: Final = 1.0
"""Seconds between two of them, at most."""
LAST_WORDS: Final = 3
"""Messages to who has just gone."""
FLOOD: Final = 300
"""Messages of `FLOOD_BYTES` to who is slow: three times what the server lets wait."""
FLOOD_BYTES: Final = 8192
SLOW_SECONDS: Final = 2.0
BUSY: Final = frozenset({"rate-limited", "unavailable"})


class Parting(Enum):
    """How a conversation ends, and how often."""

    GOODBYE = "goodbye"
    DROP = "a drop without a word"
    SLOW = "a slow reader"
    REMOVED = "obai"


PARTINGS: Final = [Parting.GOODBYE] * 10 + [Parting.DROP] * 4 + [Parting.SLOW] * 3
PARTINGS_OF_ALL: Final = [*PARTINGS, *[Parting.REMOVED] * 3]


class Couple:
    """Two sides, until `end`."""

    def __init__(self, house: House, book: Book, chance: random.Random) -> None:
        self._house = house
        self._book = book
        self._chance = chance
        self._sides = Side(house, book), Side(house, book)
        self._ended = asyncio.Event()
        self._are_acquainted = False

    def end(self) -> None:
        """Let this conversation be the last."""
        self._ended.set()

    async def live(self) -> None:
        """Meet, talk and part again and again; whatever goes wrong stands in the book."""
        while not self._ended.is_set():
            try:
                await self._meet_and_talk()
            except Away as away:
                await self._rest(away.seconds)
            except Refused as refusal:
                await self._refused(str(refusal))
            except (TimeoutError, OSError) as error:
                self._book.fail(f"{type(error).__name__}: {error}")
                await self._rest(1.0)

    async def _refused(self, code: str) -> None:
        if code in BUSY:
            self._book.count("refused as too many, tried again")
        else:
            self._book.fail(f"a command was refused: {code}")
        await self._rest(self._chance.uniform(0.5, 3))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)

    async def _meet_and_talk(self) -> None:
        came: list[Side] = []
        try:
            for side in self._sides:
                await side.come()
                came.append(side)
            if not self._are_acquainted:
                await self._find_each_other()
            await self._link()
            await self._converse()
        finally:
            for side in came:
                await side.line.close()

    async def _find_each_other(self) -> None:
        """Meet as strangers do."""
        alice, bob = self._sides
        phrase = f"soak {self._chance.getrandbits(64):x}"
        claim = {"Passphrase": phrase, "Uses": 1, "Timeout": 1800}
        await self._ask_patiently(bob, "iam " + json.dumps(claim))
        found = await self._ask_patiently(alice, "whois " + json.dumps({"Passphrase": phrase}))
        if found["PublicId"] != bob.public_id:
            self._book.fail("a passphrase led to somebody else")
        self._are_acquainted = True
        self._book.count("meetings")

    async def _ask_patiently(self, side: Side, command: str) -> dict[str, Any]:
        """Ask again, over the same line, as long as there are too many who ask."""
        while True:
            try:
                return await side.line.ask(command)
            except Refused as refusal:
                if str(refusal) not in BUSY or self._ended.is_set():
                    raise
            self._book.count("refused as too many, tried again")
            await self._rest(self._chance.uniform(1, 5))

    async def _link(self) -> None:
        for one, other in (self._sides, self._sides[::-1]):
            await one.line.ask(f"chlink {other.public_id}")

    async def _converse(self) -> None:
        parting = self._chance.choice(PARTINGS_OF_ALL)
        try:
            await self._talk(parting)
        except Away as away:
            await self._break_off(away, parting)
            raise
        self._settle(parting.value if parting is Parting.DROP else None)
        await self._part(parting)

    async def _talk(self, parting: Parting) -> None:
        chats = await asyncio.gather(*map(self._chat, self._sides), return_exceptions=True)
        for error in chats:
            if error is not None:
                raise error
        if parting is Parting.DROP:
            await self._drop()
        else:
            await self._finish(parting)

    async def _drop(self) -> None:
        alice, bob = self._sides
        alice.line.drop()
        for _ in range(LAST_WORDS):
            await bob.say()
        await bob.line.ask("ping")  # what was not delivered is told before this is answered

    async def _chat(self, side: Side) -> None:
        for _ in range(self._chance.randrange(WORDS)):
            await side.say(self._chance.randrange(200))
            await self._rest(self._chance.uniform(0, PAUSE))

    async def _finish(self, parting: Parting) -> None:
        alice, bob = self._sides
        if parting is Parting.SLOW:
            await self._flood(alice, bob)
        for one, other in ((alice, bob), (bob, alice)):
            if not await one.has(other.sent):
                raise await one.line.parted()

    async def _flood(self, sender: Side, reader: Side) -> None:
        reader.line.pause()
        asyncio.get_running_loop().call_later(SLOW_SECONDS, reader.line.resume)
        for _ in range(FLOOD):
            await sender.say(FLOOD_BYTES)
        self._book.count("slow readers")

    async def _break_off(self, away: Away, parting: Parting) -> None:
        self._book.count("conversations that a restart broke off")
        if away.code != RESTARTING and parting is not Parting.SLOW:  # who reads late misses it
            self._book.fail(f"a connection was closed with {away.code}")
        await asyncio.wait([side.line.closed for side in self._sides], timeout=PATIENCE)
        self._settle("a restart")

    def _settle(self, broken_by: str | None) -> None:
        alice, bob = self._sides
        for one, other in ((alice, bob), (bob, alice)):
            self._book.settle(one.sent, other.received, one.line.undelivered, broken_by)

    async def _part(self, parting: Parting) -> None:
        self._book.count(f"partings: {parting.value}")
        self._are_acquainted = False
        if parting is Parting.REMOVED:
            for side in self._sides:
                await self._house.obai(side.private_id)
                side.private_id = ""
