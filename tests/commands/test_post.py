"""``plong knock``, ``inbox``, ``pull`` and ``ignore``."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from plong.client import connect
from plong.client.wire.address import read_address
from plong.commands.console import PostOptions
from plong.commands.identities import Identities
from plong.commands.ownership import being_ourselves
from tests.commands.seat import Desk, codes, desk
from tests.support.phoenix import risen_phoenix
from tests.support.server import Server, running_server


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hwxp") as server:
        yield server


class Owner:
    """Somebody whose commands have an identity."""

    def __init__(self, seat: Desk, file: Path) -> None:
        self.seat = seat
        self.file = file

    async def run(self, name: str, ping: str = "", **post: Any) -> int:
        return await self.seat.post(name, PostOptions(self.file, ping, **post))

    @property
    def private_id(self) -> str | None:
        return Identities(self.file).get(read_address(self.seat.server).http)

    async def address(self) -> str:
        assert await self.run("inbox") == 0
        return str((await self.seat.event("address"))["address"])

    async def knock(self, address: str, content: str | None = None) -> str:
        assert await self.run("knock", address, content=content) == 0
        return str((await self.seat.event("knocked"))["ping_id"])


@pytest.fixture
def anna(ann: Desk, tmp_path: Path) -> Owner:
    return Owner(ann, tmp_path / "ann.json")


@pytest.fixture
def benno(ben: Desk, tmp_path: Path) -> Owner:
    return Owner(ben, tmp_path / "ben.json")


async def arrived(owner: Owner) -> dict[str, Any]:
    """Return the next ping that waits, as soon as one does."""
    async with asyncio.timeout(10), connect(owner.seat.server, owner.private_id) as me:
        events = me.events()
        if not await me.inbox():
            await anext(events)
    assert await owner.run("inbox") == 0
    return await owner.seat.event("ping")


async def test_word_is_left_listed_and_fetched_once_more(anna: Owner, benno: Owner) -> None:
    ping_id = await anna.knock(await benno.address(), "Hi")
    ping = await arrived(benno)
    assert (ping["ping_id"], ping["origin"]) == (ping_id, await anna.address())
    assert (ping["payload_type"], ping["size"], ping["state"]) == ("ask", 2, "PING_RECEIVED")
    for _ in range(2):  # its first output may have been lost
        assert await benno.run("pull", ping_id) == 0
        pulled = await benno.seat.event("pulled")
        assert (pulled["content"], pulled["origin"]) == ("Hi", ping["origin"])
    assert await benno.run("inbox") == 0
    assert '"ping"' not in benno.seat.said.rpartition("pulled")[2]


async def test_content_comes_from_standard_input_to_the_byte(anna: Owner, benno: Owner) -> None:
    address = await benno.address()
    await anna.seat.types(b"two\r\nlines\n\0")
    anna.seat.ends()
    ping_id = await anna.knock(address)
    assert (await arrived(benno))["size"] == 12
    await benno.run("pull", ping_id)
    assert (await benno.seat.event("pulled"))["content"] == "two\r\nlines\n\0"


async def test_what_is_ignored_is_gone(anna: Owner, benno: Owner) -> None:
    ping_id = await anna.knock(await benno.address(), "Hi")
    await arrived(benno)
    assert await benno.run("ignore", ping_id, origin="http://another") == 0
    assert (await arrived(benno))["ping_id"] == ping_id
    assert await benno.run("ignore", ping_id) == 0
    await benno.seat.event("ignored")
    assert await benno.run("pull", ping_id) == 1
    assert benno.seat.complaint == "plong: No such ping. plong inbox lists what waits.\n"


async def test_what_is_kept_no_more_cannot_be_fetched_again(anna: Owner, benno: Owner) -> None:
    address = await benno.address()
    async with connect(benno.seat.server, benno.private_id) as me:
        await me.change_settings(kept_for=0)
    ping_id = await anna.knock(address, "Hi")
    await arrived(benno)
    assert await benno.run("pull", ping_id) == 0
    assert await benno.run("pull", ping_id) == 1
    assert benno.seat.complaint.endswith("Its content is kept no more.\n")


async def test_who_has_a_token_comes_by_the_door_for_users(anna: Owner, benno: Owner) -> None:
    address = await benno.address()
    async with connect(benno.seat.server, benno.private_id) as me:
        token = (await me.make_token()).token
    assert await anna.run("knock", address, content="Hi", token=token) == 0
    assert (await arrived(benno))["tier"] == "user"
    assert token
    assert token not in anna.seat.said + anna.seat.complaint + repr(PostOptions(token=token))


MISTAKES = {
    "no address": ({"name": "somewhere", "content": None}, "'somewhere' must be"),
    "no text": ({"name": "http://a", "content": "\udcff"}, "Only text in UTF-8"),
    "too big": ({"name": "http://a", "content": "x" * 70_000}, "content must be at most"),
    "no token": ({"name": "http://a", "content": "x", "token": ""}, "token must be 1 to 256"),
}


@pytest.mark.parametrize(("wish", "sentence"), MISTAKES.values(), ids=MISTAKES.keys())
async def test_what_cannot_be_left_is_said(
    anna: Owner, wish: dict[str, str], sentence: str
) -> None:
    code = await anna.seat.post("knock", PostOptions(anna.file, **wish))
    assert code == (1 if "most" in sentence else 2)
    assert anna.seat.complaint.startswith(f"plong: {sentence}")
    assert ("plong send takes files of any size." in anna.seat.complaint) == (code == 1)


@pytest.mark.parametrize(
    ("given", "code"), [(b"\xff", 2), (b"x" * (2**20 + 1), 1)], ids=["no text", "too big"]
)
async def test_standard_input_that_cannot_be_left_makes_nobody(
    anna: Owner, given: bytes, code: int
) -> None:
    knocking = anna.seat.post("knock", PostOptions(anna.file, "http://a"))
    await anna.seat.types(given)
    anna.seat.ends()
    assert await codes(knocking) == [code]
    assert not anna.file.exists()


async def test_what_is_no_id_is_wrong_usage(anna: Owner) -> None:
    assert await anna.run("pull", "../x") == 2
    assert await anna.run("ignore", "../x") == 2


NAMES = {"knock": "http://a", "inbox": "", "pull": "x", "ignore": "x"}


async def test_a_server_without_ping_is_named_so(tmp_path: Path) -> None:
    async with running_server() as server:
        with desk(server.url) as one:
            for command, name in NAMES.items():
                assert await one.post(command, PostOptions(tmp_path / "a.json", name, "x")) == 1
            assert one.complaint.count("This server has no PING") == 4


async def test_who_was_forgotten_by_a_server_without_ping_has_no_address(tmp_path: Path) -> None:
    async with running_server() as server:
        with desk(server.url) as one:
            ann = Owner(one, tmp_path / "a.json")
            Identities(ann.file).replace(read_address(server.url).http, None, "unknown")
            assert await ann.run("inbox") == 1
            assert "forgotten" not in one.said
            assert "This server has no PING" in one.complaint


async def test_no_server_is_exit_code_3(tmp_path: Path) -> None:
    async with running_server() as server:
        url = server.url
    for command, name in NAMES.items():
        with desk(url) as one:
            assert await one.post(command, PostOptions(tmp_path / "a.json", name, "x")) == 3


async def test_two_first_commands_at_once_are_the_same_peer(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with desk(server.url) as one, desk(server.url) as two:
        assert await codes(*(who.post("inbox", PostOptions(file)) for who in (one, two))) == [0, 0]
        first, second = await one.event("address"), await two.event("address")
    assert first == second


async def test_who_was_forgotten_is_told_and_has_a_new_address(tmp_path: Path) -> None:
    async with risen_phoenix(tmp_path, mode="hwxp") as phoenix:
        with desk(phoenix.url) as one:
            ann = Owner(one, tmp_path / "a.json")
            old = await ann.address()
            await phoenix.kill()
            phoenix.forget()
            await phoenix.rise()
            assert await ann.run("ignore", "x") == 0
            new = (await one.event("forgotten"))["address"]
            assert new != old
            assert await ann.address() == new
            assert one.seen.count("forgotten") == 1


async def test_whoever_we_are_survives_the_command(server: Server, tmp_path: Path) -> None:
    with desk(server.url) as one:
        options, report = one.options(PostOptions(tmp_path / "a.json")), one.report
        async with being_ourselves(options, report) as me:
            address = me.address
        async with being_ourselves(options, report) as me:
            assert me.address == address
