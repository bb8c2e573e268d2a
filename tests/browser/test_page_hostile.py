"""A friend whose program means ill, or knows no better: the page stays as it is."""

import os

import pytest
from playwright.async_api import expect
from websockets.asyncio.client import ClientConnection

from tests.browser.person import Person, hash_of
from tests.browser.stranger import FS, Stranger, meet
from tests.support.server import ESC, Server

pytestmark = pytest.mark.browser

ID = "A" * 22
MALFORMED: list[str | bytes] = [
    FS,
    FS + "{",
    FS + "[]",
    FS + "null",
    FS + "{}",
    FS + "[" * 100_000,
    FS + '{"__proto__":1}',
    FS + '{"Offer":null}',
    FS + '{"Offer":"short","Name":"a","Size":1}',
    FS + '{"Offer":{"a":1},"Name":"a","Size":1}',
    FS + f'{{"Offer":"{"/" * 22}","Name":"a","Size":1}}',
    FS + f'{{"Offer":"{ID}","Name":5,"Size":1}}',
    FS + f'{{"Offer":"{ID}","Name":"a","Size":-1}}',
    FS + f'{{"Offer":"{ID}","Name":"a","Size":1.5}}',
    FS + f'{{"Offer":"{ID}","Name":"a","Size":1e400}}',
    FS + f'{{"Offer":"{ID}","Name":"a","Size":"1"}}',
    FS + f'{{"Offer":"{ID}","Name":"{"a" * 1025}","Size":1}}',
    FS + f'{{"Offer":"{ID}","Stream":true}}',
    FS + f'{{"Accept":"{ID}","From":0}}',
    FS + f'{{"Done":"{ID}"}}',
    FS + f'{{"End":"{ID}","Size":0,"Sha256":""}}',
    b"\x1c",
    b"\x1c" + bytes(24),
    b"\x1c" + bytes(24) + b"x",
]


async def test_what_is_malformed_changes_nothing(server: Server, ann: Person) -> None:
    async with server.connect(await server.ohai()) as connection:
        stranger = await meet(server, connection, ann)
        for message in MALFORMED:
            await stranger.send(message)
        await stranger.send("a word")
        await ann.hears("a word")
        await expect(ann.page.locator(".card")).to_have_count(0)
        await expect(ann.page.locator("#log li")).to_have_count(1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\.evil.exe", "evil.exe"),
        ("..", "file"),
        ("<b>a</b>\u202etxt.exe", "b>txt.exe"),
        ("a\nb\x00.txt", "ab.txt"),
    ],
)
async def test_a_name_is_only_a_name(server: Server, ann: Person, name: str, shown: str) -> None:
    body = os.urandom(100)
    async with server.connect(await server.ohai()) as connection:
        stranger = await meet(server, connection, ann)
        await stranger.say(Offer=ID, Name=name, Size=len(body))
        async with ann.page.expect_download() as download:
            await ann.presses("Accept", shown)
            await stranger.hears("Accept")
            await send_all(stranger, body)
        assert (await download.value).suggested_filename == shown.replace(">", "_")
        await stranger.hears("Done")


async def send_all(stranger: Stranger, body: bytes) -> None:
    await stranger.say(Begin=ID, From=0)
    await stranger.send_chunk(0, body)
    await stranger.say(End=ID, Size=len(body), Sha256=hash_of(body))


async def test_a_gigantic_size_takes_no_space_before_bytes_come(
    server: Server, ann: Person
) -> None:
    async with server.connect(await server.ohai()) as connection:
        stranger = await meet(server, connection, ann)
        await stranger.say(Offer=ID, Name="gigantic.bin", Size=2**53 - 1)
        await ann.reads_card("gigantic.bin", "9.0 PB")
        await ann.presses("Accept", "gigantic.bin")
        await stranger.hears("Accept")
        await send_all(stranger, b"not as much as announced")
        await ann.reads_card("gigantic.bin", "What came is not what was sent; it was thrown away.")
        assert (await stranger.hears("Cancel"))["Reason"] == "mismatch"
        estimate = await ann.page.evaluate("navigator.storage.estimate()")
        assert estimate["usage"] < 2**20


async def test_more_than_announced_is_thrown_away(server: Server, ann: Person) -> None:
    async with server.connect(await server.ohai()) as connection:
        stranger = await meet(server, connection, ann)
        await stranger.say(Offer=ID, Name="a.bin", Size=5)
        await ann.presses("Accept", "a.bin")
        await stranger.hears("Accept")
        await stranger.say(Begin=ID, From=0)
        await stranger.send_chunk(0, b"hello, world")
        assert (await stranger.hears("Cancel"))["Reason"] == "mismatch"
        await ann.reads_card("a.bin", "What came is not what was sent")


async def test_too_many_offers_are_refused(server: Server, ann: Person) -> None:
    async with server.connect(await server.ohai()) as connection:
        stranger = await meet(server, connection, ann)
        for number in range(40):
            await stranger.say(Offer=f"{number:A>21}A", Name=f"{number}.bin", Size=1)
        assert (await stranger.hears("Cancel"))["Reason"] == "busy"
        await expect(ann.page.locator(".card")).to_have_count(32)


async def test_offers_that_are_withdrawn_at_once_take_one_line(server: Server, ann: Person) -> None:
    async with server.connect(await server.ohai()) as connection:
        stranger = await meet(server, connection, ann)
        await stranger.say(Offer=f"{'B' * 21}A", Name="wanted.bin", Size=1)
        for number in range(500):
            offer = f"{number:A>21}A"
            await stranger.say(Offer=offer, Name=f"{number}.bin", Size=1)
            await stranger.say(Cancel=offer, Reason="cancelled")
        await ann.sees("Your friend offered 0.bin and 499 more, and withdrew.")
        await expect(ann.page.locator("#log li")).to_have_count(2)
        await stranger.say(Cancel=f"{'B' * 21}A", Reason="cancelled")
        await ann.sees("Your friend offered wanted.bin and 500 more, and withdrew.")
        await expect(ann.page.locator("#log li")).to_have_count(1)


async def test_thousands_of_words_leave_the_page_at_work(server: Server, ann: Person) -> None:
    async with server.connect(await server.ohai()) as connection:
        stranger = await meet(server, connection, ann)
        for number in range(1500):
            await stranger.send(f"word {number}")
        await ann.hears("word 1499")
        await expect(ann.page.locator("#log li")).to_have_count(1000)


async def test_who_was_not_met_is_not_heard(server: Server, ann: Person) -> None:
    async with server.connect(await server.ohai()) as friend:
        stranger = await meet(server, friend, ann)
        public_id = (await server.whois("blue tiger sky")).json()["PublicId"]
        async with server.connect(await server.ohai()) as other:
            await other.send(f"{ESC}chlink {public_id}")
            await other.send("I am nobody")
            await Stranger(other).say(Offer=ID, Name="a.bin", Size=5)
            await barrier_of(other)
            await stranger.send("I am your friend")
            await ann.hears("I am your friend")
            await expect(ann.page.locator("#log li")).to_have_count(1)


async def barrier_of(connection: ClientConnection) -> None:
    """Wait until all that was sent is relayed."""
    await connection.send(ESC + "ping")
    async for message in connection:
        if message == ESC + "pong":
            return
