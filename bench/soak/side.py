"""One of two who talk: a peer, its connection, and what came and went in this conversation."""

import asyncio

from bench.soak.book import Book
from bench.soak.house import House
from bench.soak.line import PATIENCE, Line, open_line


class Side:
    """One of the two: a peer, and what it has sent and got in this conversation."""

    def __init__(self, house: House, book: Book) -> None:
        self._house = house
        self._book = book
        self.private_id = self.public_id = ""
        self.line: Line
        self.sent = self.received = 0
        self._expected = 0
        self.has_news = asyncio.Event()

    async def come(self) -> None:
        """Connect, as somebody new if need be."""
        self.sent = self.received = self._expected = 0
        if not self.private_id:
            self.private_id, self.public_id = await self._house.ohai()
        self.line = await open_line(self._house.port, self.private_id, self._hear)
        self.line.closed.add_done_callback(lambda _: self.has_news.set())

    async def say(self, padding: int = 0) -> None:
        """Send the next message."""
        self.sent += 1  # it may be under way when the line is cut
        await self.line.send(f"{self.sent - 1} {'x' * padding}")

    async def has(self, count: int) -> bool:
        """Wait until so many messages have come; tell whether they did."""
        async with asyncio.timeout(PATIENCE):
            while self.received < count and not self.line.closed.done():
                self.has_news.clear()
                await self.has_news.wait()
        return self.received >= count

    def _hear(self, message: str) -> None:
        number = int(message.partition(" ")[0])
        if number != self._expected:
            self._book.fail(f"message {number} came where {self._expected} was expected")
        self._expected = number + 1
        self.received += 1
        self.has_news.set()
