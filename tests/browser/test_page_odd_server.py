"""A server that means ill, or is none: the page says so, stays calm, and complains of nothing."""

import os
from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import in_loop
from tests.browser.odd_site import WELCOME, OddSite, odd_site
from tests.browser.person import Person, visiting

pytestmark = pytest.mark.browser

MOST_ASKED: Final = 30
"""Questions, of all kinds, that are no more than a page that is calm has in the time of a test."""
NO_SERVER: Final = "What answers is no Plong server"


@in_loop
async def site() -> AsyncIterator[OddSite]:
    async with odd_site() as site:
        yield site


@in_loop
async def ann(chromium: Browser, site: OddSite) -> AsyncIterator[Person]:
    async with visiting(chromium, site.url) as person:
        yield person


async def come(ann: Person, site: OddSite) -> None:
    """Open the page anew, with words to ask the server for."""
    site.asked = 0
    await ann.page.goto("about:blank")
    await ann.open("blue-tiger-sky")


GREETINGS: Final = [
    *("", "<h1>Hello</h1>", "{", "[]", "null", "5", "{}", "[" * 50_000),
    *('{"PrivateId":null}', '{"PrivateId":1e400}', '{"PrivateId":{"a":[]}}'),
]


async def test_what_greets_oddly_is_no_server(ann: Person, site: OddSite) -> None:
    for site.greeting in GREETINGS:
        await come(ann, site)
        await ann.sees(NO_SERVER)
        assert site.asked == 1, site.greeting


def limits(value: str) -> str:
    names = ("MaxMessage", "MessagesPerSecond", "BytesPerSecond", "IdentityTimeout")
    return ",".join(f'"{name}":{value}' for name in names)


def welcome(public_id: str, value: str) -> str:
    return f'\x1b{{"Event":"welcome","PublicId":{public_id},"Limits":{{{limits(value)}}}}}'


NAME: Final = f'"{"B" * 43}"'
WELCOMES: Final = [
    *("\x1b", "\x1b{", "\x1bnull", "\x1b[]", "\x1b{}", "\x1b" + "[" * 50_000),
    '\x1b{"Event":"welcome"}',
    *(welcome(name, "1000") for name in ("5", '"short"')),
    *(welcome(NAME, value) for value in ("NaN", "1e400", "-1", "0", "0.5", '"1000"', "null")),
    WELCOME + '\x1b{"Ok":"ping"}',
]


async def test_what_welcomes_oddly_is_no_server(ann: Person, site: OddSite) -> None:
    for words in WELCOMES:
        site.first = [words]
        await come(ann, site)
        await ann.sees(NO_SERVER)
        assert site.asked <= MOST_ASKED, words


ANSWERS: Final = [
    *("\x1b{", "\x1b{}", '\x1b{"Ok":{}}', '\x1b{"Ok":"chlink","Remote":5}', '\x1b{"Ok":"whois"}'),
    '\x1b{"Ok":"whois","PublicId":[]}',
    f'\x1b{{"Ok":"whois","PublicId":"{"C" * 44}"}}',
    '\x1b{"Ok":"iam","Expires":"never"}',
    '\x1b{"Event":"gone","PublicId":null}',
    '\x1b{"Verb":"whois","Error":5,"Code":{}}',
]


async def test_who_answers_oddly_is_no_server(ann: Person, site: OddSite) -> None:
    for site.answer in ANSWERS:
        await come(ann, site)
        await ann.sees(NO_SERVER)
        assert site.asked <= MOST_ASKED, site.answer


async def test_no_answer_makes_the_page_ask_without_end(ann: Person, site: OddSite) -> None:
    for seconds in ("-5", "1e400", "1e-400", '"soon"', "null", "[]", "300"):
        words = f'"Error":"No.","Code":"rate-limited","RetryAfter":{seconds}'
        site.answer = f'\x1b{{"Verb":"whois",{words}}}'
        await come(ann, site)
        await ann.sees("The server wants fewer questions")
        assert site.asked <= MOST_ASKED, seconds


async def test_junk_that_nobody_asked_for_changes_nothing(ann: Person, site: OddSite) -> None:
    stranger = ":" + "C" * 43 + ":"
    site.first = [
        WELCOME,
        *("", b"", b"\x1b{}", b"\x1c", "\x1c{"),
        *(stranger, stranger.encode() + b"\x1c" + os.urandom(100)),
        stranger + '\x1c{"Offer":"","Size":1e400}',
        '\x1b{"Event":"tomorrow"}',
        f'\x1b{{"Event":"gone","PublicId":"{"D" * 43}"}}',
        *(os.urandom(1000) for _ in range(100)),
        '\x1b{"Event":"restarting","ReconnectIn":-1e400}',
    ]
    await come(ann, site)
    await ann.reads_status("Server restarting")  # the last of it, which has been understood
    assert site.asked <= MOST_ASKED
