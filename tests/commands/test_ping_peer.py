"""``plong ping`` and a multiaddr."""

import re
import shlex
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from plong.commands.console import SwarmOptions
from plong.libp2p.echo import echo_for
from plong.libp2p.node import Node, NodeChoices
from plong.libp2p.pinging import make_node
from plong.libp2p.services import Handler, StreamIO
from plong.libp2p.tcp import listen_tcp
from plong.protocol.libp2p.echoing import PING, Echoes
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.identify import IDENTIFY
from plong.protocol.libp2p.multiaddr import socket_multiaddr
from tests.commands.seat import Desk, desk
from tests.commands.shell import run_lines, shell
from tests.support.libp2p import WAYS, address_of
from tests.support.server import Server, running_server

NOBODY = "12D3KooWQYhTNQdmr3ArTeUHRYzFg94BKyTkoWBDWez9kSCVe2Xo"


@pytest.fixture
def ann() -> Iterator[Desk]:
    with desk("") as one:
        yield one


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hwl", libp2p_host="127.0.0.1", libp2p_port=0) as server:
        yield server


@asynccontextmanager
async def listening(node: Node) -> AsyncIterator[str]:
    """Let a node be called; yield where."""
    listener = await listen_tcp("127.0.0.1", 0, node.inbound)
    async with listener:
        yield str(socket_multiaddr(*listener.sockets[0].getsockname()))
    await node.close()


def to(target: str, count: int | None = 3) -> SwarmOptions:
    return SwarmOptions(target=target, count=count, interval=0.01)


def nameless(address: str) -> str:
    return address.partition("/p2p/")[0]


@pytest.mark.parametrize("way", WAYS)
async def test_a_server_answers(ann: Desk, server: Server, way: str) -> None:
    address = address_of(server, way)
    assert await ann.swarm("ping", to(address)) == 0
    reached = await ann.event("reached")
    assert reached["target"] == nameless(address)
    assert address.endswith(reached["peer"])
    assert re.fullmatch(r"plong/[\d.]+", reached["agent"])
    answers = [await ann.event("answer") for _ in range(3)]
    assert [answer["seq"] for answer in answers] == [1, 2, 3]
    assert all(answer["ms"] > 0 for answer in answers)
    assert (await ann.event("statistics"))["received"] == 3


async def test_whoever_is_there_is_named(ann: Desk, server: Server) -> None:
    address = address_of(server)
    assert await ann.swarm("ping", to(nameless(address) + "/", 1)) == 0
    assert address.endswith((await ann.event("reached"))["peer"])


async def test_a_person_reads_what_ping_says(server: Server, tmp_path: Path) -> None:
    address = address_of(server, "ws")
    code, output, errors = await run_lines(f"plong ping {address} -c 2 -i 0.01", "", tmp_path)
    assert code == 0
    where, _, name = address.partition("/p2p/")
    assert re.fullmatch(rf"PING {where}: {name} \(plong/[\d.]+\)\n", errors)
    first, second, *rest = output.splitlines()
    assert re.fullmatch(rf"answer from {where}: seq=1 time=\d+\.\d{{3}} ms", first)
    assert "seq=2" in second
    assert rest[:2] == [f"--- {where} ping statistics ---", "2 transmitted, 2 received, 0% loss"]
    assert re.fullmatch(r"rtt min/avg/max/mdev = [\d.]+/[\d.]+/[\d.]+/[\d.]+ ms", rest[2])


async def test_ctrl_c_ends_it_with_its_numbers(server: Server, tmp_path: Path) -> None:
    arguments = ("ping", address_of(server), "-i", "0.01", "--json")
    async with shell(*arguments, server="", folder=tmp_path) as command:
        await command.event("answer", seq=3)
        command.process.send_signal(2)
        assert (await command.event("statistics"))["received"] >= 3
        assert await command.exit_code() == 0


async def test_a_terminal_obeys_nothing_that_a_peer_says(tmp_path: Path) -> None:
    async with listening(make_node(NodeChoices("\x1b[31mred\n" + "x" * 500))) as where:
        code, _, errors = await run_lines(f"plong ping {where} -c 1", "", tmp_path)
    assert code == 0
    assert "red" in errors
    assert "\x1b" not in errors
    assert len(errors.splitlines()) == 1
    assert len(errors) < 300


async def test_a_peer_need_not_say_what_it_is(ann: Desk) -> None:
    node = make_node()
    node.offer(IDENTIFY, _Deaf)
    async with listening(node) as where:
        assert await ann.swarm("ping", to(where, 1)) == 0
    assert (await ann.event("reached"))["agent"] == ""


async def test_a_peer_that_ends_the_stream_is_not_measured(ann: Desk) -> None:
    node = make_node()
    node.offer(PING, _Deaf)
    async with listening(node) as where:
        assert await ann.swarm("ping", to(where, 2)) == 1
    assert (await ann.event("lost"))["why"] == "it has ended the stream"
    statistics = await ann.event("statistics")
    assert (statistics["transmitted"], statistics["received"]) == (2, 0)


async def test_a_person_reads_why_a_ping_was_lost(tmp_path: Path) -> None:
    node = make_node()
    node.offer(PING, _Deaf)
    async with listening(node) as where:
        code, output, _ = await run_lines(f"plong ping {where} -c 1", "", tmp_path)
    assert code == 1
    lines = [
        f"no answer from {where}: seq=1 (it has ended the stream)",
        f"--- {where} ping statistics ---",
        "1 transmitted, 0 received, 100% loss",
    ]
    assert output.splitlines() == lines


async def test_a_lost_connection_is_made_again(ann: Desk) -> None:
    node = make_node()
    async with listening(node) as where:
        node.offer(PING, _Brief)
        assert await ann.swarm("ping", to(where, 5)) == 0
    assert (await ann.event("statistics"))["received"] >= 3


async def test_who_is_gone_is_lost(ann: Desk) -> None:
    node = make_node()
    async with listening(node) as where:
        pinging = ann.swarm("ping", to(where, None))
        await ann.event("answer")
    lost = await ann.event("lost")
    assert lost["why"]
    pinging.cancel()
    assert await pinging == 0


async def test_somebody_else_is_there(ann: Desk, server: Server) -> None:
    where, _, name = address_of(server).partition("/p2p/")
    assert await ann.swarm("ping", to(f"{where}/p2p/{NOBODY}")) == 1
    error = await ann.event("error")
    assert error["reason"] == "wrong-peer"
    assert error["sentence"] == f"{NOBODY} was called, and {name} is there."


async def test_nobody_is_there(ann: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert await ann.swarm("ping", to(f"/ip4/127.0.0.1/tcp/{port}")) == 3
    error = await ann.event("error")
    assert error["reason"] == "unreachable"
    assert error["sentence"] == "Nobody can be called there: Connection refused."


async def test_something_else_is_there(ann: Desk, server: Server) -> None:
    """HTTP."""
    assert await ann.swarm("ping", to(f"/ip4/127.0.0.1/tcp/{server.port}")) == 3
    error = await ann.event("error")
    assert error["reason"] == "unreachable"
    assert error["sentence"].startswith("Who is there does not speak libp2p as we do: ")


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("/ip4/127.0.0/tcp/4001", "a wrong IPv4 address"),
        ("/ip4/127.0.0.1/tcp/99999", "a wrong port"),
        ("/ip4/127.0.0.1/tcp", "ends before a value"),
        ("/ip4/127.0.0.1/udp/4001/quic-v1", "not of TCP or WebSocket"),
        ("/ip4/127.0.0.1/tcp/4001/p2p/12D3Koo", "A peer id is"),
        ("/ip4/127.0.0.1/tpc/4001", "'tpc', which is no protocol here"),
        ("ip4/127.0.0.1/tcp/4001", "begins with a slash"),
        ("/", "begins with a slash"),
    ],
)
async def test_what_is_wrong_with_an_address_is_said(ann: Desk, address: str, wrong: str) -> None:
    assert await ann.swarm("ping", to(address)) == 2
    sentence = (await ann.event("error"))["sentence"]
    assert sentence.startswith(f"{address!r} cannot be pinged: ")
    assert wrong in sentence
    assert "Give one like /ip4/192.0.2.1/tcp/4001 " in sentence


async def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "cryptography.py").write_text("raise ModuleNotFoundError(name='cryptography')")
    path = shlex.quote(str(tmp_path))
    script = f'PYTHONPATH={path}:"$PYTHONPATH" plong ping /ip4/127.0.0.1/tcp/4001'
    code, _, errors = await run_lines(script, "", tmp_path)
    assert code == 1
    assert len(errors.splitlines()) == 1
    assert "pip install '.[libp2p]'" in errors


class _Deaf(Handler):
    """Ends a stream as soon as it is agreed on what it is for."""

    def __init__(self, io: StreamIO) -> None:
        io.reset()

    def received(self, data: bytes) -> None: ...

    def finished(self) -> None: ...

    def aborted(self) -> None: ...

    def drained(self) -> None: ...


class _Brief(Handler):
    """Answers one ping, and closes the connection with the next."""

    def __init__(self, io: StreamIO) -> None:
        self._io = io
        self._echo = echo_for(Echoes())(io)
        self._is_used = False

    def received(self, data: bytes) -> None:
        if self._is_used:
            self._io.connection.close()
            raise ProtocolViolation("That was one too many.")
        self._is_used = True
        self._echo.received(data)

    def finished(self) -> None: ...

    def aborted(self) -> None: ...

    def drained(self) -> None: ...
