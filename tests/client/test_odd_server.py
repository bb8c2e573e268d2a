"""A session with a server that says what it should not, or seldom says."""

import asyncio

import pytest

from plong.client import (
    Gone,
    Linked,
    MeetingState,
    PlongError,
    Reconnected,
    Reconnecting,
    Undelivered,
    connect,
    meeting,
)
from plong.client.wire.control_text import FS
from tests.support.odd_server import BREAK, WELCOME, odd_server, refusal, words

BOB = "B" * 43
SECRET = "S" * 86


async def test_who_does_not_say_welcome_is_too_old() -> None:
    async with odd_server([words(Ok="ping")]) as url:
        with pytest.raises(PlongError, match="welcome") as caught:
            async with connect(url, SECRET):
                pass
    assert caught.value.code == "bad-answer"


async def test_an_unreadable_finding_is_an_error_of_its_own() -> None:
    answers = [words(Ok="whois"), words(Ok="whois", PublicId=7), words(Ok="whois", PublicId=BOB)]
    turns = [[WELCOME], *([one] for one in answers)]
    async with odd_server(*turns) as url, connect(url, SECRET) as me:
        for _ in range(2):
            with pytest.raises(PlongError) as caught:
                await me.find("sky")
            assert caught.value.code == "bad-answer"
        assert await me.find("sky") == me.peer(BOB)


async def test_an_answer_to_another_question_ends_the_session() -> None:
    async with odd_server([WELCOME], [words(Ok="wuu2")]) as url, connect(url, SECRET) as me:
        with pytest.raises(PlongError, match="'wuu2'") as caught:
            await me.ping()
        assert (caught.value.code, me.state) == ("bad-answer", "closed")


async def test_events_of_tomorrow_and_words_from_nobody_are_passed_over() -> None:
    said = [words(Event="of tomorrow"), "from nobody", f":{BOB}:from Bob", words(Ok="ping")]
    async with odd_server([WELCOME], said) as url, connect(url, SECRET) as me:
        await me.ping()
        assert (await anext(aiter(me))).text == "from Bob"


async def test_who_listens_keeps_up_with_whatever_comes_at_once() -> None:
    said = [words(Event="linked", PublicId=BOB)] * 9000
    async with odd_server([WELCOME], [*said, words(Ok="ping")]) as url, connect(url, SECRET) as me:
        events = me.events()
        asking = asyncio.create_task(me.ping())
        assert [await anext(events) for _ in said] == [Linked(me.peer(BOB))] * 9000
        await asking


async def test_who_sends_too_fast_hears_of_it_and_goes_on() -> None:
    said = [words(Error="Slower.", Code="rate-limited", RetryAfter=1), words(Ok="ping")]
    turns = [[WELCOME], said, [words(Ok="ping")]]
    async with odd_server(*turns) as url, connect(url, SECRET) as me:
        events = me.events()
        await me.ping()
        event = await anext(events)
        assert isinstance(event, Undelivered)
        assert (event.error.code, event.error.retry_after) == ("rate-limited", 1)
        await me.ping()


def welcome(most: int) -> str:
    return words(Event="welcome", PublicId="M" * 43, Limits={"MaxMessage": most})


async def test_who_says_more_than_its_own_limit_is_no_server_to_come_back_to() -> None:
    said = [f":{BOB}:" + "x" * 1000, f":{BOB}:" + "x" * 200_000]
    async with odd_server([welcome(1000)], said) as url, connect(url, SECRET) as me:
        asking = asyncio.create_task(me.ping())
        messages = aiter(me)
        assert (await anext(messages)).text == "x" * 1000
        with pytest.raises(PlongError, match="limit") as caught:
            await anext(messages)
        assert (caught.value.code, me.state) == ("bad-answer", "closed")
        with pytest.raises(PlongError):
            await asking


async def test_a_server_may_say_as_much_as_it_says() -> None:
    said = [words(Ok="ping"), f":{BOB}:" + "x" * 2**21]
    async with odd_server([welcome(2**21)], said) as url, connect(url, SECRET) as me:
        await me.ping()
        assert (await anext(aiter(me))).text == "x" * 2**21


async def test_a_server_that_accepts_and_drops_is_not_hammered() -> None:
    async with odd_server(*[[WELCOME, BREAK]] * 4) as url, connect(url, SECRET) as me:
        events, attempts = me.events(), list[int]()
        while len(attempts) < 3:
            event = await anext(events)
            if isinstance(event, Reconnecting):
                attempts.append(event.attempt)
        assert attempts == [1, 2, 3]


async def test_a_server_that_restarts_is_not_met_before_it_asked() -> None:
    said = [WELCOME, words(Event="restarting", ReconnectIn=0.3), BREAK]
    async with odd_server(said) as url, connect(url, SECRET) as me:
        events = me.events()
        while not isinstance(event := await anext(events), Reconnecting):
            pass
        assert 0.4 <= event.delay <= 0.8


async def test_an_answer_to_a_stranger_is_said_again_after_a_break() -> None:
    hello = f':{BOB}:{FS}{{"Ping":1}}'
    turns = [[WELCOME, hello], [BREAK], [WELCOME], [words(Ok="tell"), words(Ok="ping")]]
    async with odd_server(*turns) as url, connect(url, SECRET) as me:
        events = me.events()
        while not isinstance(await anext(events), Reconnected):
            pass
        await me.ping()


async def test_who_asks_too_often_waits_and_goes_on_meeting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meeting, "_PAUSE", 0.2)
    held = refusal("rate-limited", "whois", RetryAfter=0.1)
    nobody, full = refusal("identity-not-found", "whois"), refusal("full", "iam")
    turns = [[WELCOME], [held], [nobody], [refusal("rate-limited", "iam")], [nobody], [full]]
    states: list[MeetingState] = []
    async with odd_server(*turns) as url, connect(url, SECRET) as me:
        with pytest.raises(PlongError) as caught:
            await me.meet("sky", on_state=states.append)
    assert caught.value.code == "full"
    assert [(state.name, state.retry_after) for state in states] == [("held", 0.1), ("held", 0.2)]


async def test_a_link_that_is_refused_after_a_break_is_gone() -> None:
    linked, refused = words(Ok="chlink", Remote=BOB), refusal("no-such-peer", "chlink")
    turns = [[WELCOME], [linked, BREAK], [WELCOME], [refused]]
    async with odd_server(*turns) as url, connect(url, SECRET) as me:
        events = me.events()
        await me.peer(BOB).link()
        seen = [await anext(events) for _ in range(4)]
        assert seen[-2:] == [Reconnected(), Gone(me.peer(BOB))]
        assert me.link is None
