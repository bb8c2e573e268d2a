"""One soak: a crowd of couples, and a server that is deployed anew."""

import asyncio
import random
import time
from pathlib import Path
from typing import Final

from bench.options import Options
from bench.report import progress
from bench.soak.book import Book
from bench.soak.couple import Couple
from bench.soak.house import House
from bench.soak.watch import MEBIBYTE, Look, look_at

LOOK_SECONDS: Final = 1.0
DEPLOYS_AT: Final = (0.125, 0.25, 0.375, 0.5)
"""Shares of the soak after which a new process takes over; the last one shows what grows slowly."""
ARRIVALS_PER_SECOND: Final = 20
"""Couples that come at the beginning: each costs two hashes of 17 ms."""
PARTED_WITHIN: Final = 45.0
"""Seconds after which the server must have closed all files of those who left."""


class Soak:
    """One soak, from the first couple to the last."""

    def __init__(self, options: Options, folder: Path) -> None:
        self._options = options
        self.book = Book()
        self.looks: list[Look] = []
        self.house = House(options.plong, folder)
        self.files_before = self.files_after = 0
        self.stops: list[float] = []
        """Seconds that the processes took to end."""
        self._process = 0
        self._seconds = options.minutes * 60
        self._couples = [
            Couple(self.house, self.book, random.Random(number))
            for number in range(options.clients // 2)
        ]

    async def run(self) -> None:
        """Let it all happen."""
        await self._open()
        watching = asyncio.create_task(self._watch())
        crowd = asyncio.create_task(self._live())
        deploying = asyncio.create_task(self._deploy())
        await asyncio.sleep(self._seconds)
        watching.cancel()
        await deploying
        for couple in self._couples:
            couple.end()
        await crowd
        await self._see_files()
        self.stops.append(await self.house.close())

    async def _open(self) -> None:
        await self.house.open()
        self._process += 1
        private_id, _ = await self.house.ohai()
        await self.house.obai(private_id)
        self.files_before = min([await self._files_soon() for _ in range(20)])

    async def _files_soon(self) -> int:
        await asyncio.sleep(0.02)  # those of the questions above are closed meanwhile
        return self.house.files

    async def _live(self) -> None:
        lives = []
        for couple in self._couples:
            lives.append(asyncio.create_task(couple.live()))
            await asyncio.sleep(1 / ARRIVALS_PER_SECOND)
        await asyncio.gather(*lives)

    async def _deploy(self) -> None:
        began = time.monotonic()
        for share in DEPLOYS_AT:
            await asyncio.sleep(began + share * self._seconds - time.monotonic())
            process, self._process = self._process, 0
            self.stops.append(await self.house.close())
            took = await self.house.open()
            self._process = process + 1
            progress(f"soak: deployed; stop {self.stops[-1]:.2f} s, start {took:.2f} s")

    async def _watch(self) -> None:
        began = time.monotonic()
        minute, messages = 1, 0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._process:
                self.looks.append(look_at(self.house, self._process))
            if time.monotonic() - began >= minute * 60:
                done = self.book.counts["messages"]
                self._say_minute(minute, done - messages)
                minute, messages = minute + 1, done

    def _say_minute(self, minute: int, messages: int) -> None:
        look, counts = self.looks[-1], self.book.counts
        progress(
            f"soak: minute {minute}: process {look.process}, {look.resident / MEBIBYTE:.1f} MiB, "
            f"{look.files} files, store {look.stored / MEBIBYTE:.1f} MiB, {messages:,} messages, "
            f"{counts['meetings']:,} meetings so far, {counts['errors']} errors"
        )

    async def _see_files(self) -> None:
        deadline = time.monotonic() + PARTED_WITHIN
        self.files_after = self.house.files
        while time.monotonic() < deadline and self.files_after > self.files_before:
            self.files_after = await self._files_soon()
