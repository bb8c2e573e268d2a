"""The page's rules, called one by one in Chromium: words, numbers, states."""

from typing import Final

import pytest
from playwright.async_api import Page

from tests.browser.modules import Call

pytestmark = pytest.mark.browser

FRAGMENTS: Final = [
    ("blue tiger sky", "blue-tiger-sky"),
    ("  blue \t tiger\nsky ", "blue-tiger-sky"),
    ("Blue", "Blue"),
    ("one-eyed cat", "one%2Deyed-cat"),
    ("grün & 100 %", "gr%C3%BCn-%26-100-%25"),
    ("#1", "%231"),
]


async def test_a_passphrase_survives_a_link(call: Call) -> None:
    for words, fragment in FRAGMENTS:
        assert await call("words", "toFragment", words) == fragment
        assert await call("words", "fromFragment", f"#{fragment}") == " ".join(words.split())


@pytest.mark.parametrize(
    ("fragment", "words"),
    [("", ""), ("#", ""), ("#---", ""), ("#a--b-", "a b"), ("#100%", "100%"), ("#a%20b", "a b")],
)
async def test_any_fragment_is_understood(call: Call, fragment: str, words: str) -> None:
    assert await call("words", "fromFragment", fragment) == words


async def test_words_are_dealt_without_bias(module_page: Page) -> None:
    # 2**32 is no multiple of 1000: numbers beyond the last multiple are drawn again.
    drawn = await module_page.evaluate("""async () => {
        const { draw } = await import("/words.js")
        const numbers = [4294967295, 4294967000, 4294966999, 1000, 7]
        const next = () => numbers.shift()
        return [draw(1000, next), draw(1000, next), numbers.length]
    }""")
    assert drawn == [999, 0, 1]


async def test_the_words_dealt_are_different_ones_of_the_list(module_page: Page) -> None:
    dealt = await module_page.evaluate("""async () => {
        const { deal, loadWords } = await import("/words.js")
        const words = await loadWords()
        const hands = Array.from({ length: 500 }, () => deal(words).split(" "))
        const isKnown = (word) => words.includes(word)
        const isRight = (hand) => new Set(hand).size === 3 && hand.every(isKnown)
        return [words.length, hands.every(isRight), new Set(hands.flat()).size > 500]
    }""")
    assert dealt == [1024, True, True]


SIZES: Final = [
    (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (9940, "9.9 kB"),
    (9960, "10 kB"), (999_400, "999 kB"), (999_600, "1.0 MB"), (200_000_000, "200 MB"),
    (2**53 - 1, "9.0 PB"),
]  # fmt: skip
DURATIONS: Final = [
    (0, "1 second"), (1.4, "1 second"), (59, "59 seconds"), (59.6, "1 minute"),
    (1800, "30 minutes"), (3590, "1 hour"), (7300, "2 hours"),
]  # fmt: skip


async def test_numbers_are_written_for_people(call: Call) -> None:
    assert [(n, await call("format", "sizeOf", n)) for n, _ in SIZES] == SIZES
    assert [(n, await call("format", "durationOf", n)) for n, _ in DURATIONS] == DURATIONS
    assert await call("format", "progressOf", 10**6, 4 * 10**6, None) == "1.0 MB of 4.0 MB"
    assert await call("format", "progressOf", 10**6, 4 * 10**6, 10**6) == (
        "1.0 MB of 4.0 MB · 1.0 MB/s · 3 seconds left"
    )


async def test_a_moment_has_its_day_unless_that_is_today(module_page: Page) -> None:
    today, before = await module_page.evaluate("""async () => {
        const { momentOf } = await import("/format.js");
        const now = new Date(2026, 1, 3, 4, 5);
        return [3, 2].map((day) => momentOf(new Date(2026, 1, day, 1, 2), now));
    }""")
    assert "2026" not in today
    assert "2026" in before


async def test_speed_is_that_of_the_last_seconds(module_page: Page) -> None:
    speeds = await module_page.evaluate("""async () => {
        const { Rate } = await import("/format.js")
        const rate = new Rate(5)
        const speeds = [rate.perSecond]
        for (let time = 0; time <= 10; time++) rate.add(time, time * 100)
        speeds.push(rate.perSecond)
        for (let time = 11; time <= 20; time++) rate.add(time, 1000 + (time - 10) * 900)
        return [...speeds, rate.perSecond]
    }""")
    assert speeds == [None, 100, 900]


OPENED: Final = {"words": "blue sky", "via": "typed"}
LINKED: Final = {"friend": "f"}


async def run(call: Call, *events: dict[str, object]) -> tuple[str, str]:
    state = {"phase": "start"}
    for event in events:
        state = await call("state", "next", state, event)
    return state["phase"], state["line"]


def e(*types: str) -> list[dict[str, object]]:
    more = {"linked": LINKED, "opened": OPENED}
    return [{"type": name, **more.get(name, {})} for name in types]


STATES: Final = [
    (["opened"], ("connecting", "up")),
    (["opened", "connected", "claimed"], ("waiting", "up")),
    (["opened", "found", "away", "found", "busy"], ("busy", "up")),
    (["opened", "held"], ("held", "up")),
    (["opened", "claimed", "expired"], ("expired", "up")),
    (["opened", "claimed", "disconnected"], ("waiting", "down")),
    (["opened", "claimed", "restarting", "disconnected"], ("waiting", "restarting")),
    (["opened", "claimed", "disconnected", "reconnecting", "reconnected"], ("waiting", "up")),
    (["opened", "linked"], ("linked", "up")),
    (["opened", "gone"], ("connecting", "up")),
    (["opened", "linked", "gone"], ("gone", "up")),
    (["opened", "linked", "elsewhere"], ("elsewhere", "up")),
    # Who leaves is gone as well; that is not why.
    (["opened", "linked", "left", "gone"], ("left", "up")),
    # How the page looks for the friend again is nothing to show.
    (["opened", "linked", "left", "claimed"], ("left", "up")),
    (["opened", "linked", "left", "found", "linked"], ("linked", "up")),
    # The server must confirm the link anew.
    (["opened", "linked", "disconnected", "reconnected"], ("gone", "up")),
    (["opened", "linked", "disconnected", "reconnected", "linked"], ("linked", "up")),
    (["opened", "linked", "gone", "busy"], ("failed", "up")),
    (["opened", "linked", "failed", "linked", "gone"], ("failed", "up")),
    (["opened", "failed", "opened"], ("connecting", "up")),
]


async def test_events_lead_to_states(call: Call) -> None:
    for events, state in STATES:
        assert (events, await run(call, *e(*events))) == (events, state)


async def test_what_comes_late_changes_nothing(call: Call) -> None:
    stopped = await call("state", "next", {"phase": "linked"}, {"type": "stopped"})
    for event in e("claimed", "linked", "gone", "reconnected"):
        assert await call("state", "next", stopped, event) == stopped
