"""picows' own writes and closes, and a wire whose socket is gone."""

import asyncio
import socket
from typing import Any, cast

from plong.endpoints.picows_outlet import Deaf, Outlet
from plong.endpoints.picows_room import MOST_READ
from plong.endpoints.picows_wire import PicowsWire
from tests.support.raw import TEXT
from tests.support.server import make_test_config


class OpenSocket:
    """A transport that remembers what was written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


def ignore(_: bytes) -> None:
    pass


def test_all_but_close_frames_is_written() -> None:
    sock = OpenSocket()
    kept: list[bytes] = []
    outlet = Outlet(cast("Any", sock), kept.append)
    outlet.write(b"HTTP/1.1 101")
    outlet.write(b"\x88\x02\x03\xea")
    assert sock.written == [b"HTTP/1.1 101"]
    assert kept == [b"\x88\x02\x03\xea"]


def test_a_close_is_left_to_the_relay() -> None:
    sock = OpenSocket()
    outlet = Outlet(cast("Any", sock), ignore)
    outlet.close()
    assert not sock.is_closed
    assert not outlet.is_closing()
    assert outlet.get_write_buffer_size() > 0  # else picows writes past it


def test_the_deaf_tell_the_protocol_that_the_socket_is_closed() -> None:
    heard: list[Exception | None] = []

    class Protocol(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            heard.append(exc)

    deaf = Deaf(cast("Any", OpenSocket()), Protocol())
    deaf.buffer_updated(len(b"whatever"))
    assert not deaf.eof_received()
    deaf.connection_lost(None)
    assert heard == [None]


class FloodedSocket:
    """A transport that has more to read whenever it is asked."""

    def __init__(self) -> None:
        self.resumed = asyncio.Event()
        self.is_reading = True

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.is_reading = False

    def resume_reading(self) -> None:
        self.is_reading = True
        self.resumed.set()


def test_the_deaf_have_no_more_room_than_who_is_heard() -> None:
    deaf = Deaf(cast("Any", FloodedSocket()), asyncio.Protocol())
    assert len(deaf.get_buffer(-1)) <= MOST_READ


async def test_the_deaf_take_breaks_from_a_flood() -> None:
    sock = FloodedSocket()
    deaf = Deaf(cast("Any", sock), asyncio.Protocol())
    deaf.buffer_updated(len(deaf.get_buffer(-1)))
    assert not sock.is_reading
    async with asyncio.timeout(5):
        await sock.resumed.wait()
    assert sock.is_reading


class ClosingSocket:
    """A transport that is closing: it can be asked, and not used."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} of a socket that is closing")

    def get_extra_info(self, _: str) -> socket.socket:
        return self._sock

    def set_write_buffer_limits(self, **_: int) -> None:
        pass

    def is_closing(self) -> bool:
        return True


class DisconnectedTransport:
    """picows' transport, after its end."""

    is_disconnected = True

    def __init__(self, outlet: Outlet) -> None:
        self.underlying_transport = outlet


async def test_a_wire_whose_socket_is_closing_leaves_it_alone() -> None:
    with socket.socket() as sock:
        outlet = Outlet(cast("Any", ClosingSocket(sock)), ignore)
        wire = PicowsWire(cast("Any", DisconnectedTransport(outlet)), make_test_config())
        wire.write([(TEXT, b"Hi", None)])
        wire.pause_reading()
        wire.resume_reading()
        assert wire.ping()
        wire.close(1000, "")
        wire.fail(b"\x88\x00")
        wire.abort()
        wire.lost()
