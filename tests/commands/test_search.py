"""Looking for a friend at a server that refuses now and then."""

import io
from collections.abc import Sequence

import pytest

from plong.client import Me, PlongError, connect
from plong.commands import search
from plong.commands.report import Report
from plong.commands.search import Search
from tests.support.odd_server import WELCOME, odd_server, refusal, words

BOB = "B" * 43
SECRET = "S" * 86


def searching(me: Me) -> tuple[Search, io.StringIO]:
    said = io.StringIO()
    return Search(me, "sky", Report(said, io.StringIO(), as_json=True)), said


HELD = refusal("rate-limited", "whois", RetryAfter=0.01)
NOBODY = refusal("no-such-peer", "whois")
FULL = refusal("unavailable", "whois")


@pytest.mark.parametrize(("answers", "held"), [([HELD, NOBODY, HELD, FULL], 2), ([FULL], 0)])
async def test_a_search_bears_what_passes(
    monkeypatch: pytest.MonkeyPatch, answers: Sequence[str], held: int
) -> None:
    monkeypatch.setattr(search, "_PAUSE", 0.01)
    turns = [[WELCOME], *([one] for one in answers)]
    async with odd_server(*turns) as url, connect(url, SECRET) as me:
        looking, said = searching(me)
        with pytest.raises(PlongError) as caught:
            await looking.meet(is_first=True)
    assert caught.value.code == "unavailable"
    assert said.getvalue().count('"held"') == held


async def test_a_friend_is_looked_for_again_unless_they_left_for_good() -> None:
    answers = [
        words(Ok="chlink", Remote=BOB, Direct=True),
        refusal("no-such-peer", "chlink"),
        refusal("unavailable", "chlink"),
        words(Ok="chlink", Remote=BOB),
        refusal("unavailable", "whois"),
    ]
    turns = [[WELCOME], *([one] for one in answers)]
    async with odd_server(*turns) as url, connect(url, SECRET) as me:
        (looking, _), friend = searching(me), me.peer(BOB)
        assert await looking.meet_again(friend) == friend
        assert await looking.meet_again(friend) is None
        for _ in range(2):
            with pytest.raises(PlongError) as caught:
                await looking.meet_again(friend)
            assert caught.value.code == "unavailable"
