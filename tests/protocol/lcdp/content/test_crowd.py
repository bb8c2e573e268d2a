"""As long as one honest server answers, a fetch ends in time, whatever the others do."""

from random import Random

import pytest

from plong.protocol.lcdp.content.models import State
from tests.protocol.lcdp.content.crowd import crowd, late, mortal
from tests.protocol.lcdp.content.path import Path, Swarm, honest, liar

DATA = Random(3).randbytes(40 * 4096 + 77)
LONGER = DATA + bytes(8192)
CALM = Path()
SEEDS = 300
LIMIT = 1200.0
"""Seconds of the fetch's own time: rests and turns of six others, and of the honest one."""


@pytest.mark.parametrize("first", range(0, SEEDS, 50))
def test_a_fetch_ends(first: int) -> None:
    for seed in range(first, first + 50):
        swarm = crowd(DATA, seed)
        state = swarm.run(LIMIT)
        tries = swarm.fetch.progress(swarm.now).tries
        assert state is State.DONE or (state is State.FAILED and tries == 5), seed


def test_who_begins_late_is_asked_after_a_wrong_hash_too() -> None:
    """And has not said a size yet, when one peer alone is believed and falls silent."""
    others = [(liar(DATA), CALM), (mortal(honest(DATA), 10), CALM)]
    swarm = Swarm(DATA, [*others, (late(honest(DATA), 1), CALM)])
    assert swarm.run(LIMIT) is State.DONE
    assert swarm.now < 20


@pytest.mark.parametrize("passed_over", [4, 8])
def test_who_was_asked_in_vain_is_believed_when_it_answers(passed_over: int) -> None:
    swarm = Swarm(DATA, [(late(honest(DATA), passed_over), CALM)])
    assert swarm.run(LIMIT) is State.DONE


def test_those_who_give_hardly_anything_hold_nobody_up_with_another_size() -> None:
    slow = Path(rate=3e2)
    swarm = Swarm(DATA, [(honest(LONGER), slow), (honest(LONGER), slow), (honest(DATA), CALM)])
    assert swarm.run(LIMIT) is State.DONE
    assert swarm.now < 100
