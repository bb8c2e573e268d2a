"""``plong ping`` and ``plong peers``."""

import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from plong.client import PlongError
from plong.commands.console import SwarmOptions
from plong.commands.pinging import Goal, Series
from plong.lcdp.udp import UdpSocket
from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.models import Endpoint
from tests.commands.seat import Desk, desk
from tests.commands.shell import run_lines, shell
from tests.support.holders import OneFile, holder
from tests.support.lcdp import status_when
from tests.support.server import Server, running_server


@pytest.fixture
def ann() -> Iterator[Desk]:
    with desk("") as one:
        yield one


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    settings = {"udp_host": "127.0.0.1", "udp_port": 0, "lcdp_reach": "loopback"}
    async with running_server(mode="hwu", **settings) as server:
        yield server


def to(target: object, count: int | None = 3) -> SwarmOptions:
    return SwarmOptions(target=str(target), count=count, interval=0.01)


async def test_a_node_answers(ann: Desk, server: Server) -> None:
    assert server.swarm is not None
    assert await ann.swarm("ping", to(f"127.0.0.1:{server.swarm.port}")) == 0
    answers = [await ann.event("answer") for _ in range(3)]
    assert sorted(answer["seq"] for answer in answers) == [1, 2, 3]
    assert all(answer["ms"] > 0 for answer in answers)
    statistics = await ann.event("statistics")
    assert (statistics["transmitted"], statistics["received"]) == (3, 3)
    assert statistics["min"] <= statistics["avg"] <= statistics["max"]


async def test_a_server_answers_over_its_control_channel(ann: Desk, server: Server) -> None:
    assert await ann.swarm("ping", to(server.url)) == 0
    assert (await ann.event("statistics"))["received"] == 3


async def test_nobody_answers(ann: Desk) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        assert await ann.swarm("ping", to(f"127.0.0.1:{deaf.getsockname()[1]}", 1)) == 1
        data = deaf.recv(65535)
    assert re.fullmatch(
        rb'\[\{"PleaseReturnThisMessage":\{"cookie":"\d+\.\d{6}"\}\}\]', data
    )  # some nodes take it for a number
    statistics = await ann.event("statistics")
    assert (statistics["received"], statistics["loss"]) == (0, 1.0)


async def test_a_person_is_told_what_to_look_at_if_nobody_answers(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{deaf.getsockname()[1]}"
        code, _, errors = await run_lines(f"plong ping {place} -c 1", "", tmp_path)
    assert code == 1
    assert f"Nothing at {place} answers; is it right, and running?" in errors


async def test_what_was_not_asked_is_no_answer(ann: Desk) -> None:
    liar = UdpSocket("127.0.0.1", 0, lambda _, source: lie(liar, source))
    with closing(liar):
        assert await ann.swarm("ping", to(f"127.0.0.1:{liar.port}", 1)) == 1


def lie(socket: UdpSocket, source: Endpoint) -> None:

    data = b'[{"ReturnedMessage":{"cookie":"9.000000"}},{"ReturnedMessage":{"cookie":["a","b"]}},1]'
    socket.send([Datagram(source, data), Datagram(source, b"\xff")])


async def test_only_who_was_asked_can_answer(ann: Desk) -> None:
    """The right words from elsewhere are none."""
    stranger = UdpSocket("127.0.0.1", 0, lambda *_: None)
    asked = UdpSocket(
        *("127.0.0.1", 0),
        lambda data, source: stranger.send(
            [Datagram(source, data.replace(b"PleaseReturnThisMessage", b"ReturnedMessage"))]
        ),
    )
    with closing(stranger), closing(asked):
        assert await ann.swarm("ping", to(f"127.0.0.1:{asked.port}", 1)) == 1


async def test_a_person_reads_what_ping_says(server: Server, tmp_path: Path) -> None:
    assert server.swarm is not None
    script = f"plong ping 127.0.0.1:{server.swarm.port} -c 2 -i 0.01"
    code, output, _ = await run_lines(script, "", tmp_path)
    assert code == 0
    first, second, *rest = output.splitlines()
    assert re.fullmatch(r"answer from 127\.0\.0\.1:\d+: seq=1 time=\d+\.\d{3} ms", first)
    assert "seq=2" in second
    assert rest[1] == "2 transmitted, 2 received, 0% loss"
    assert re.fullmatch(r"rtt min/avg/max/mdev = [\d.]+/[\d.]+/[\d.]+/[\d.]+ ms", rest[2])


async def test_ctrl_c_ends_it_with_its_numbers(server: Server, tmp_path: Path) -> None:
    assert server.swarm is not None
    arguments = ("ping", f"127.0.0.1:{server.swarm.port}", "-i", "0.01", "--json")
    async with shell(*arguments, server="", folder=tmp_path) as command:
        await command.event("answer", seq=3)
        command.process.send_signal(2)
        assert (await command.event("statistics"))["received"] >= 3
        assert await command.exit_code() == 0


async def test_what_ends_for_good_is_said(ann: Desk) -> None:
    async def fail() -> float:
        raise PlongError("closed", "The server has ended it.")

    with pytest.raises(PlongError, match="has ended it"):
        await Series(Goal("it", fail), ann.report).run(3, 0.01)


async def test_no_server_is_exit_code_3(ann: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert await ann.swarm("ping", to(f"http://127.0.0.1:{port}")) == 3


async def test_the_table_of_a_server_is_listed(server: Server) -> None:
    assert server.swarm is not None
    home = Endpoint("127.0.0.1", server.swarm.port)
    with holder(OneFile(b""), home) as one, desk(server.url) as ann:
        await status_when(server.http, lambda status: bool(status["active_peers"]))
        assert await ann.swarm("peers", SwarmOptions()) == 0
        peer = await ann.event("peer")
    assert peer["address"] == str(one)
    assert peer["delay_ms"] > 0


async def test_a_server_that_is_no_node_says_so(tmp_path: Path) -> None:
    async with running_server(mode="hw") as server:
        code, _, errors = await run_lines(f"plong peers --server {server.url}", "", tmp_path)
    assert code == 1
    assert "its mode has no u" in errors


@pytest.mark.parametrize("options", ["-c 0", "-c x", "-i 0", "-i nan", "-i x"])
async def test_numbers_that_make_no_sense_are_wrong_usage(tmp_path: Path, options: str) -> None:
    code, _, errors = await run_lines(f"plong ping 127.0.0.1 {options}", "", tmp_path)
    assert code == 2
    option, value = options.split()
    assert f"argument {option}: '{value}' " in errors
