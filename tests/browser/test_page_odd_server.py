"""A server that means ill, or is none: the page says so, stays calm, and complains of nothing."""

import os
from typing import Final

import pytest
from playwright.async_api import Browser

from tests.browser.odd_site import WELCOME, odd_site
from tests.browser.person import visiting

pytestmark = pytest.mark.browser

MOST_ASKED: Final = 30
"""Questions, of all kinds, that are no more than a page that is calm has in the time of a test."""
NO_SERVER: Final = "What answers is no Plong server"


@pytest.mark.parametrize(
    "greeting",
    [
        "",
        "<h1>Hello</h1>",
        "{",
        "[]",
        "null",
        "5",
        "{}",
        '{"PrivateId":null}',
        '{"PrivateId":1e400}',
        '{"PrivateId":{"a":[]}}',
        "[" * 50_000,
    ],
)
async def test_what_greets_oddly_is_no_server(chromium: Browser, greeting: str) -> None:
    async with odd_site(greeting) as site, visiting(chromium, site.url) as ann:
        await ann.open("blue-tiger-sky")
        await ann.sees(NO_SERVER)
        assert site.asked == 1


def limits(value: str) -> str:
    names = ("MaxMessage", "MessagesPerSecond", "BytesPerSecond", "IdentityTimeout")
    return ",".join(f'"{name}":{value}' for name in names)


def welcome(public_id: str, value: str) -> str:
    return f'\x1b{{"Event":"welcome","PublicId":{public_id},"Limits":{{{limits(value)}}}}}'


NAME: Final = f'"{"B" * 43}"'


@pytest.mark.parametrize(
    "words",
    [
        "\x1b",
        "\x1b{",
        "\x1bnull",
        "\x1b[]",
        "\x1b{}",
        "\x1b" + "[" * 50_000,
        '\x1b{"Event":"welcome"}',
        welcome("5", "1000"),
        welcome('"short"', "1000"),
        *(welcome(NAME, value) for value in ("NaN", "1e400", "-1", "0", "0.5", '"1000"', "null")),
        WELCOME + '\x1b{"Ok":"ping"}',
    ],
)
async def test_what_welcomes_oddly_is_no_server(chromium: Browser, words: str) -> None:
    async with odd_site(first=[words]) as site, visiting(chromium, site.url) as ann:
        await ann.open("blue-tiger-sky")
        await ann.sees(NO_SERVER)
        assert site.asked <= MOST_ASKED


@pytest.mark.parametrize(
    "answer",
    [
        "\x1b{",
        "\x1b{}",
        '\x1b{"Ok":{}}',
        '\x1b{"Ok":"chlink","Remote":5}',
        '\x1b{"Ok":"whois"}',
        '\x1b{"Ok":"whois","PublicId":[]}',
        f'\x1b{{"Ok":"whois","PublicId":"{"C" * 44}"}}',
        '\x1b{"Ok":"iam","Expires":"never"}',
        '\x1b{"Event":"gone","PublicId":null}',
        '\x1b{"Verb":"whois","Error":5,"Code":{}}',
    ],
)
async def test_who_answers_oddly_is_no_server(chromium: Browser, answer: str) -> None:
    async with odd_site(answer=answer) as site, visiting(chromium, site.url) as ann:
        await ann.open("blue-tiger-sky")
        await ann.sees(NO_SERVER)
        assert site.asked <= MOST_ASKED


@pytest.mark.parametrize("seconds", ["-5", "1e400", "1e-400", '"soon"', "null", "[]", "300"])
async def test_no_answer_makes_the_page_ask_without_end(chromium: Browser, seconds: str) -> None:
    answer = f'\x1b{{"Verb":"whois","Error":"No.","Code":"rate-limited","RetryAfter":{seconds}}}'
    async with odd_site(answer=answer) as site, visiting(chromium, site.url) as ann:
        await ann.open("blue-tiger-sky")
        await ann.sees("The server wants fewer questions")
        assert site.asked <= MOST_ASKED


async def test_junk_that_nobody_asked_for_changes_nothing(chromium: Browser) -> None:
    junk: list[str | bytes] = [
        WELCOME,
        "",
        b"",
        b"\x1b{}",
        b"\x1c",
        "\x1c{",
        ":" + "C" * 43 + ":",
        b":" + b"C" * 43 + b":\x1c" + os.urandom(100),
        ":" + "C" * 43 + ':\x1c{"Offer":"","Size":1e400}',
        '\x1b{"Event":"tomorrow"}',
        f'\x1b{{"Event":"gone","PublicId":"{"D" * 43}"}}',
        *(os.urandom(1000) for _ in range(100)),
    ]
    async with odd_site(first=junk) as site, visiting(chromium, site.url) as ann:
        await ann.open("blue-tiger-sky")
        await ann.reads_status("Connecting")  # as its question has no answer
        assert await ann.page.evaluate("new Promise((tell) => setTimeout(tell, 0, true))")
        assert site.asked <= MOST_ASKED


async def test_a_restart_that_is_announced_oddly_is_waited_out(chromium: Browser) -> None:
    words = '\x1b{"Event":"restarting","ReconnectIn":-1e400}'
    async with odd_site(first=[WELCOME, words]) as site, visiting(chromium, site.url) as ann:
        await ann.open("blue-tiger-sky")
        await ann.reads_status("Server restarting")
        assert site.asked <= MOST_ASKED
