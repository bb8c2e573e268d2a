"""Ten megabytes arrive, whatever the path does to datagrams and the peers to the file."""

from random import Random

import pytest

from plong.protocol.lcdp.content.models import State
from plong.protocol.lcdp.content.part import read_part
from plong.protocol.lcdp.packing import PIECE_BYTES
from tests.protocol.lcdp.content.path import Path, Swarm, honest, liar, silent

DATA = Random(1).randbytes(10_000_001)
SMALL = DATA[:300_000]
CALM = Path()
BAD = Path(delay=0.04, jitter=0.01, loss=0.02, doubled=0.05)


def overhead(swarm: Swarm) -> float:
    """Return how many questions were asked for each block."""
    return sum(swarm.asked.values()) / -(-len(swarm.data) // PIECE_BYTES)


def test_from_one_holder_at_the_rate_of_the_path() -> None:
    swarm = Swarm(DATA, [(honest(DATA), CALM)])
    assert swarm.run() is State.DONE
    least = len(DATA) * (PIECE_BYTES + 1500) / PIECE_BYTES / CALM.rate
    assert swarm.now < 1.5 * least
    assert overhead(swarm) < 1.2


def test_from_one_holder_over_a_bad_path() -> None:
    swarm = Swarm(DATA, [(honest(DATA), BAD)])
    assert swarm.run() is State.DONE
    assert overhead(swarm) < 1.3


def test_from_five_at_once_it_is_faster() -> None:
    one, five = (Swarm(DATA, [(honest(DATA), BAD)] * n) for n in (1, 5))
    assert one.run() is five.run() is State.DONE
    assert five.now < one.now / 3
    assert overhead(five) < 1.3


def test_who_is_slow_is_asked_less() -> None:
    slow = Path(rate=1e5, delay=0.2)
    swarm = Swarm(DATA, [(honest(DATA), slow), (honest(DATA), CALM)])
    assert swarm.run() is State.DONE
    assert swarm.asked[swarm.addresses[0]] < swarm.asked[swarm.addresses[1]] / 5
    assert swarm.now < 6


@pytest.mark.parametrize("place", range(5))
def test_one_liar_among_five_is_found(place: int) -> None:
    servers = [(honest(DATA), BAD)] * 5
    servers[place] = (liar(DATA), CALM)  # the fastest, and so the first that is believed
    swarm = Swarm(DATA, servers)
    assert swarm.run() is State.DONE
    assert swarm.fetch.progress(swarm.now).tries == 2


def test_from_liars_alone_it_ends() -> None:
    swarm = Swarm(SMALL, [(liar(SMALL), CALM)] * 6)
    assert swarm.run() is State.FAILED
    assert swarm.fetch.progress(swarm.now).tries == 5


def test_who_is_silent_holds_nobody_up() -> None:
    swarm = Swarm(SMALL, [(silent, CALM)] * 4 + [(honest(SMALL), CALM)])
    assert swarm.run() is State.DONE
    assert swarm.now < 2
    assert all(swarm.asked[address] <= 2 for address in swarm.addresses[:4])


def test_a_fetch_goes_on_where_it_was() -> None:
    first = Swarm(DATA, [(honest(DATA), BAD)])
    first.run(until=1.5)
    text = first.fetch.part()
    assert text is not None
    part = read_part(text, first.fetch._id, len(first.file))
    assert part is not None
    second = Swarm(DATA, [(honest(DATA), BAD)], part)
    second.file = first.file
    before = second.fetch.progress(0.0).stored
    assert second.run() is State.DONE
    assert 0 < before == first.fetch.progress(0.0).stored
    assert sum(second.asked.values()) < 1.3 * (len(DATA) - before) / PIECE_BYTES + 5


def test_what_was_stored_is_not_believed_more_than_others() -> None:
    part = read_part(f"plong-part 1\n{'0' * 64}\n{len(SMALL)}\n0-9\n", "0" * 64, 40960)
    swarm = Swarm(SMALL, [(honest(SMALL), CALM)], part)
    swarm.file = bytearray(40960)
    assert swarm.run() is State.DONE
    assert swarm.fetch.progress(0.0).tries == 1
    assert overhead(swarm) < 1.2
