"""Writes that are joined, with a transport that remembers them."""

import asyncio
from typing import Any, cast

from plong.endpoints.joined_transport import JoinedTransport
from tests.support.fakes import end_of_turn

MOST = 64 * 1024


class FakeTransport:
    """Remembers what was written until it was closed."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        assert not self.is_closed
        self.written.append(data)

    def close(self) -> None:
        self.is_closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.is_closed


def joined(transport: FakeTransport) -> JoinedTransport:
    return JoinedTransport(cast("Any", transport), asyncio.get_running_loop())


async def test_what_is_written_in_one_turn_leaves_as_one_piece() -> None:
    transport = FakeTransport()
    both = joined(transport)
    for piece in (b"head", b"", b"body"):
        both.write(piece)
    assert transport.written == []
    await end_of_turn()
    both.write(b"next")
    await end_of_turn()
    assert transport.written == [b"headbody", b"next"]


async def test_more_than_is_kept_back_leaves_at_once() -> None:
    transport = FakeTransport()
    both = joined(transport)
    both.write(bytes(MOST))
    both.write(b"x")
    assert transport.written == [bytes(MOST) + b"x"]
    await end_of_turn()
    assert len(transport.written) == 1


async def test_a_close_comes_after_what_was_written() -> None:
    transport = FakeTransport()
    both = joined(transport)
    both.write(b"answer")
    both.close()
    assert transport.written == [b"answer"]
    assert both.is_closing()
    await end_of_turn()


async def test_nothing_is_written_after_an_abort() -> None:
    transport = FakeTransport()
    both = joined(transport)
    both.write(b"answer")
    both.abort()
    await end_of_turn()
    assert transport.written == []
