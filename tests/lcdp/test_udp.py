"""A UDP socket: what comes is heard, what is sent arrives, and nothing is waited for."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from plong.lcdp.udp import BATCH, TURN, UdpSocket, is_everywhere, source_towards
from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.models import Endpoint

Heard = asyncio.Queue[tuple[bytes, Endpoint]]


@pytest.fixture
def friend() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(5)
        yield sock


def address_of(sock: socket.socket) -> Endpoint:
    return Endpoint(*sock.getsockname()[:2])


class Listener:
    """A socket, and what it has heard."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.heard: Heard = asyncio.Queue()
        self.udp = UdpSocket(host, 0, lambda data, source: self.heard.put_nowait((data, source)))

    async def next(self) -> tuple[bytes, Endpoint]:
        return await asyncio.wait_for(self.heard.get(), 5)

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.udp.close()


async def test_a_datagram_is_heard_with_its_source(friend: socket.socket) -> None:
    with Listener() as listener:
        friend.sendto(b"hello", ("127.0.0.1", listener.udp.port))
        assert await listener.next() == (b"hello", address_of(friend))
        assert listener.udp.received == 1


async def test_an_empty_datagram_is_heard_too(friend: socket.socket) -> None:
    with Listener() as listener:
        friend.sendto(b"", ("127.0.0.1", listener.udp.port))
        assert await listener.next() == (b"", address_of(friend))


async def test_the_longest_datagram_comes_whole(friend: socket.socket) -> None:
    with Listener() as listener:
        friend.sendto(b"x" * 65_507, ("127.0.0.1", listener.udp.port))
        data, _ = await listener.next()
        assert len(data) == 65_507


async def test_what_is_sent_arrives_in_order(friend: socket.socket) -> None:
    with Listener() as listener:
        to = address_of(friend)
        listener.udp.send([Datagram(to, b"one"), Datagram(to, b"two")])
        assert [friend.recv(10), friend.recv(10)] == [b"one", b"two"]
        assert listener.udp.lost == 0


@pytest.mark.parametrize(
    "to",
    [Endpoint("2001:db8::1", 24254), Endpoint("255.255.255.255", 24254)],
    ids=["another family", "forbidden"],
)
async def test_what_cannot_be_sent_is_counted(to: Endpoint, friend: socket.socket) -> None:
    with Listener() as listener:
        listener.udp.send([Datagram(to, b"lost"), Datagram(address_of(friend), b"not lost")])
        assert (listener.udp.lost, listener.udp.sent) == (1, 1)
        assert friend.recv(10) == b"not lost"


async def test_what_is_too_long_for_a_datagram_is_counted(friend: socket.socket) -> None:
    with Listener() as listener:
        listener.udp.send([Datagram(address_of(friend), b"x" * 65_508)])
        assert listener.udp.lost == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "::"])
async def test_what_is_returned_is_the_answer(friend: socket.socket, host: str) -> None:
    with closing(UdpSocket(host, 0, lambda data, _: data.upper() or None)) as udp:
        for question in (b"one", b"", b"two"):
            friend.sendto(question, ("127.0.0.1", udp.port))
        loop = asyncio.get_running_loop()
        friend.setblocking(False)
        answers = [await asyncio.wait_for(loop.sock_recv(friend, 10), 5) for _ in range(2)]
        assert answers == [b"ONE", b"TWO"]


async def test_more_senders_than_are_remembered_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("plong.lcdp.udp.REMEMBERED", 2)
    with Listener() as listener, ExitStack() as stack:
        friends = [stack.enter_context(socket.socket(type=socket.SOCK_DGRAM)) for _ in range(4)]
        for one in [*friends, *friends]:
            one.sendto(b"x", ("127.0.0.1", listener.udp.port))
        heard = [(await listener.next())[1] for _ in range(8)]
        assert [source.port for source in heard] == [one.getsockname()[1] for one in friends] * 2


async def test_more_than_a_batch_comes_all(friend: socket.socket) -> None:
    with Listener() as listener:
        for number in range(BATCH + 10):
            friend.sendto(b"%d" % number, ("127.0.0.1", listener.udp.port))
        heard = [await listener.next() for _ in range(BATCH + 10)]
        assert [int(data) for data, _ in heard] == list(range(BATCH + 10))


async def test_while_it_is_paused_the_system_keeps_what_comes(friend: socket.socket) -> None:
    with Listener() as listener:
        listener.udp.pause()
        friend.sendto(b"later", ("127.0.0.1", listener.udp.port))
        await asyncio.sleep(0)  # a turn in which it would be read
        await asyncio.sleep(0)
        assert listener.heard.empty()
        listener.udp.resume()
        assert (await listener.next())[0] == b"later"


async def test_who_pauses_while_hearing_hears_no_more_of_the_batch(friend: socket.socket) -> None:
    heard: list[bytes] = []
    done = asyncio.Event()

    def hear(data: bytes, _: Endpoint) -> None:
        heard.append(data)
        udp.pause()
        done.set()

    udp = UdpSocket("127.0.0.1", 0, hear)
    try:
        for _ in range(3):
            friend.sendto(b"x", ("127.0.0.1", udp.port))
        await asyncio.wait_for(done.wait(), 5)
        assert heard == [b"x"]
    finally:
        udp.close()


async def test_a_closed_socket_neither_reads_nor_comes_back(friend: socket.socket) -> None:
    with Listener() as listener:
        port = listener.udp.port
        listener.udp.close()
        listener.udp.resume()
        friend.sendto(b"x", ("127.0.0.1", port))
        listener.udp.send([Datagram(address_of(friend), b"x")])
        assert listener.udp.lost == 1
        assert listener.heard.empty()


async def test_a_socket_for_both_families_speaks_ipv4_plainly(friend: socket.socket) -> None:
    with Listener("::") as listener:
        friend.sendto(b"hello", ("127.0.0.1", listener.udp.port))
        _, source = await listener.next()
        assert source == address_of(friend)
        listener.udp.send([Datagram(source, b"hello yourself")])
        assert friend.recv(20) == b"hello yourself"


async def test_a_socket_of_ipv6_speaks_ipv6() -> None:
    with Listener("::1") as one, Listener("::1") as other:
        one.udp.send([Datagram(Endpoint("::1", other.udp.port), b"hello")])
        assert await other.next() == (b"hello", Endpoint("::1", one.udp.port))


async def test_a_port_that_is_taken_is_an_error() -> None:
    with Listener() as listener, pytest.raises(OSError, match="in use"):
        UdpSocket("127.0.0.1", listener.udp.port, lambda *_: None)


def test_the_address_of_this_machine_depends_on_who_is_to_reach_it() -> None:
    assert source_towards(Endpoint("127.0.0.1", 9)) == "127.0.0.1"
    assert source_towards(Endpoint("255.255.255.255", 9)) is None


def test_listening_everywhere_is_told_from_listening_somewhere() -> None:
    assert is_everywhere("0.0.0.0")
    assert is_everywhere("::")
    assert not is_everywhere("127.0.0.1")


async def test_others_have_their_turn_between_datagrams_that_take_long(
    friend: socket.socket,
) -> None:
    happened: list[str] = []
    done = asyncio.Event()

    def work(data: bytes, _: Endpoint) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(happened.append, "others")
        until = time.monotonic() + TURN
        while time.monotonic() < until:
            pass
        happened.append(data.decode())
        if data == b"3":
            done.set()

    udp = UdpSocket("127.0.0.1", 0, work)
    for data in (b"1", b"2", b"3"):
        friend.sendto(data, ("127.0.0.1", udp.port))
    await asyncio.wait_for(done.wait(), 5)
    udp.close()
    assert happened[:5] == ["1", "others", "2", "others", "3"]
