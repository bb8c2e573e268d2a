"""How often passphrases may be tried, and who goes first when many try."""

import pytest

from plong.hub.guesses import Guesses
from plong.protocol.errors import RateLimited
from tests.support.peers import NOW


def refused_for(guesses: Guesses, address: str, now: float = NOW) -> int | None:
    """Try once; return the seconds to wait if it was one too many."""
    try:
        guesses.spend(address, now)
    except RateLimited as refusal:
        return refusal.retry_after
    return None


def test_an_address_has_its_own_tries_whatever_others_do() -> None:
    guesses = Guesses(2, 1000)
    assert [refused_for(guesses, "a") for _ in range(3)] == [None, None, 30]
    assert refused_for(guesses, "b") is None


def test_who_is_refused_for_its_own_tries_takes_none_of_all() -> None:
    guesses = Guesses(1, 2)
    refused = [refused_for(guesses, "a") for _ in range(50)]
    assert refused == [None, *[60] * 49]
    assert refused_for(guesses, "b") is None


def test_who_is_refused_for_all_keeps_its_own() -> None:
    guesses = Guesses(1, 1)
    assert refused_for(guesses, "a") is None
    assert refused_for(guesses, "b") == 60
    assert refused_for(guesses, "b", NOW + 60) is None


def test_it_tells_who_has_tried_little() -> None:
    guesses = Guesses(20, 1000)
    assert [guesses.spend("a", NOW) for _ in range(5)] == [True] * 2 + [False] * 3
    assert not guesses.spend("a", NOW + 29)
    assert guesses.spend("a", NOW + 31)


def test_who_guesses_all_the_time_has_not_tried_little_however_evenly() -> None:
    guesses = Guesses(60, 10_000)
    told = [guesses.spend("a", NOW + second) for second in range(600)]
    assert 60 <= sum(told) <= 66


def test_a_few_who_guess_lock_out_nobody() -> None:
    guesses = Guesses(60, 1800)
    for number in range(40):
        for _ in range(60):
            refused_for(guesses, f"guesser {number}")
    newcomers = [refused_for(guesses, f"newcomer {number}") for number in range(600)]
    assert set(newcomers) == {None}
    assert refused_for(guesses, "guesser 0") == 1


def test_half_of_all_is_for_who_has_tried_much() -> None:
    guesses, passed = Guesses(60, 600), 0
    for number in range(20):
        for _ in range(60):
            passed += refused_for(guesses, f"guesser {number}") is None
    # The first few used up one half; each of the others had its tenth of the other.
    assert 300 + 14 * 6 <= passed <= 300 + 20 * 6


@pytest.mark.parametrize("wait", [1, 7, 30])
def test_all_tries_come_back_within_a_minute(wait: int) -> None:
    guesses = Guesses(1, 60)
    for number in range(60):
        guesses.spend(str(number), NOW)
    assert refused_for(guesses, "late") == 1
    passed = [refused_for(guesses, f"later {n}", NOW + wait) is None for n in range(60)]
    assert sum(passed) == wait
