"""As long as one honest server answers, a fetch ends in time, whatever the others do."""

from random import Random

import pytest

from plong.protocol.lcdp.content.models import State
from tests.protocol.lcdp.content.crowd import crowd

DATA = Random(3).randbytes(40 * 4096 + 77)
SEEDS = 400
LIMIT = 600.0
"""Seconds of the fetch's own time: for each of six liars a turn, and more for the honest one."""


@pytest.mark.parametrize("first", range(0, SEEDS, 50))
def test_a_fetch_ends(first: int) -> None:
    for seed in range(first, first + 50):
        swarm = crowd(DATA, seed)
        state = swarm.run(LIMIT)
        tries = swarm.fetch.progress(swarm.now).tries
        assert state is State.DONE or (state is State.FAILED and tries == 5), seed
