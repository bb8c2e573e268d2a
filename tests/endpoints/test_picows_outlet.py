"""picows' own writes and closes, and a wire whose socket is gone."""

import socket
from typing import Any, cast

from plong.endpoints.picows_outlet import Outlet
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
