"""Where the server does not connect, however it is spelt: no packet leaves."""

import asyncio
import socket

import pytest
from httpcore2 import AnyIOBackend, ConnectError

from plong.courier.base import Forbidden, Undelivered
from plong.courier.http import HttpCourier
from plong.protocol.ping.network import read_network
from tests.courier.conftest import Stranger

SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "0.0.0.0",
    "[::]",
]
PLACES = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a00:1]",
    "[2002:7f00:1::]",
    "[2001::1]",
]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_this_machine_is_not_connected_to(
    strict: HttpCourier, stranger: Stranger, host: str
) -> None:
    with pytest.raises((Forbidden, Undelivered)) as caught:
        await strict.post(f"http://{host}:{stranger.port}/ping", b"{}")
    assert stranger.connections == 0
    assert isinstance(caught.value, Forbidden) or "resolve" in str(caught.value)


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Where sockets would be opened, below the filter; none is."""
    asked: list[object] = []

    async def refuse(_: object, host: str, *_rest: object) -> None:
        asked.append(host)
        raise ConnectError

    monkeypatch.setattr(AnyIOBackend, "connect_tcp", refuse)
    return asked


@pytest.mark.parametrize("place", PLACES)
async def test_private_networks_are_not_connected_to(
    strict: HttpCourier, sockets: list[object], place: str
) -> None:
    with pytest.raises(Forbidden, match="ping_allow says where"):
        await strict.get(f"http://{place}/outbox/1")
    assert sockets == []


async def test_what_is_allowed_is_connected_to(sockets: list[object]) -> None:
    courier = HttpCourier([read_network("10.0.0.0/8")])
    with pytest.raises(Undelivered):
        await courier.get("http://10.0.0.1/outbox/1")
    assert sockets == ["10.0.0.1"]
    await courier.close()


async def test_a_redirect_does_not_lead_there_either(
    courier: HttpCourier, stranger: Stranger
) -> None:
    stranger.answer = lambda _: b"HTTP/1.1 302 Away\r\nLocation: http://10.0.0.1/\r\n\r\n"
    with pytest.raises(Forbidden, match=r"10\.0\.0\.1 is not public \(private\)"):
        await courier.get(stranger.url)


async def test_a_redirect_to_another_server_does_not_lead_where_only_the_owner_may(
    stranger: Stranger,
) -> None:
    other = f"http://localhost:{stranger.port}/x".encode()
    places = {b"GET /there": b"/elsewhere", b"GET /elsewhere": other}

    def answer(head: bytes) -> bytes:
        location = places[head.partition(b" HTTP")[0]]
        return b"HTTP/1.1 302 Away\r\nLocation: %b\r\n\r\n" % location

    stranger.answer = answer
    courier = HttpCourier([read_network("127.0.0.0/8"), read_network("::1")], beyond=[])
    with pytest.raises(Forbidden, match=r"localhost is .* \(loopback\)"):
        await courier.get(f"{stranger.url}/there")
    assert len(stranger.requests) == 2
    await courier.close()


async def test_where_it_may_go_no_more_it_goes_over_no_kept_connection(
    courier: HttpCourier, stranger: Stranger
) -> None:
    await courier.get(stranger.url)
    courier.allow([])
    with pytest.raises(Forbidden, match="loopback"):
        await courier.get(stranger.url)
    courier.allow([read_network("127.0.0.0/8")])
    await courier.get(stranger.url)
    assert stranger.connections == 2
    assert courier._retired == []


async def test_where_it_may_go_no_more_no_redirect_leads_that_was_under_way(
    courier: HttpCourier, stranger: Stranger
) -> None:
    def answer(_: bytes) -> bytes:
        courier.allow([])
        return b"HTTP/1.1 302 Away\r\nLocation: /elsewhere\r\n\r\n"

    stranger.answer = answer
    with pytest.raises(Forbidden, match="loopback"):
        await courier.get(stranger.url)
    assert len(stranger.requests) == 1


async def test_a_name_is_connected_to_as_it_was_judged(
    strict: HttpCourier, stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the name leads when it is asked again does not matter: nobody asks again."""
    asked: list[str] = []

    async def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "8.8.8.8"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(Forbidden, match=r"rebind\.example is not public \(loopback\)") as refused:
        await strict.get(f"http://rebind.example:{stranger.port}/")
    assert "127.0.0.1" not in str(refused.value)  # it is the operator's business
    assert asked == ["rebind.example"]
    assert stranger.connections == 0


async def test_a_name_without_an_address_cannot_be_resolved(strict: HttpCourier) -> None:
    with pytest.raises(Undelivered, match="cannot be resolved"):
        await strict.get("http://nobody.invalid/")
