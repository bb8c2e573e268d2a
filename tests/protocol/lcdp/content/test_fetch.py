"""One file from many: what is asked of whom, what is believed, and that it stays bounded."""

import hashlib
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plong.protocol.lcdp.content.fetch import MAX_ON_WAY, STALL, Fetch
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.holders import MAX_HOLDERS, MAX_PROBES
from plong.protocol.lcdp.content.models import State, Write
from plong.protocol.lcdp.content.part import Part, read_part
from plong.protocol.lcdp.content.sizes import MAX_SIZE
from plong.protocol.lcdp.models import Content, Endpoint
from plong.protocol.lcdp.packing import PIECE_BYTES

DATA = bytes(range(256)) * 40 + b"tail"
SIZE = len(DATA)
ID = hashlib.sha256(DATA).hexdigest()
ALICE, BOB, CAROL, EVE = (Endpoint("192.0.2.1", port) for port in range(1, 5))


def piece(block: int, size: int = SIZE) -> Content:
    offset = block * PIECE_BYTES
    return Content(ID, offset, DATA[offset : offset + PIECE_BYTES], size)


def begin(*holders: Endpoint, max_size: int = MAX_SIZE) -> Fetch:
    """Return a fetch that has asked everybody for the first time."""
    fetch = Fetch(ID, 0.0, max_size=max_size)
    fetch.add(holders, 0.0)
    assert [question.to for question in fetch.ask(0.0)] == [*holders]
    return fetch


def asked(fetch: Fetch, now: float) -> list[tuple[Endpoint, int, int]]:
    """Return whom it asks, for which block, and how much of it."""
    return [
        (one.to, one.message.offset // PIECE_BYTES, one.message.length) for one in fetch.ask(now)
    ]


def test_everybody_is_asked_for_the_beginning_then_each_for_something_else() -> None:
    fetch = begin(ALICE, BOB)
    assert fetch.hear(ALICE, piece(0), 0.1) == Write(0, DATA[:PIECE_BYTES])
    assert asked(fetch, 0.1) == [(ALICE, 1, 4096), (ALICE, 2, SIZE - 8192)]
    assert fetch.hear(BOB, piece(0), 0.1) is None
    assert asked(fetch, 0.2) == []
    assert fetch.hear(ALICE, piece(2), 0.2) == Write(8192, DATA[8192:])
    assert fetch.progress(0.2).stored == SIZE - 4096
    assert fetch.hear(ALICE, piece(1), 0.2) == Write(4096, DATA[4096:8192])
    assert fetch.progress(0.2).stored == SIZE
    assert asked(fetch, 5.0) == []
    fetch.hashed(is_right=True, now=0.3)
    assert fetch.state is State.DONE
    assert fetch.progress(0.3).stored == SIZE


def test_what_nobody_asked_for_is_passed_over() -> None:
    fetch = begin(ALICE)
    assert fetch.hear(BOB, piece(0), 0.1) is None
    assert fetch.hear(ALICE, piece(1), 0.1) is None
    assert fetch.hear(ALICE, Content("0" * 64, 0, DATA[:4096], SIZE), 0.1) is None
    assert fetch.hear(ALICE, Content(ID, 1, DATA[1:4097], SIZE), 0.1) is None
    assert fetch.hear(ALICE, piece(0), 0.1) is not None
    assert fetch.hear(ALICE, piece(0), 0.1) is None


def test_of_the_size_those_are_believed_whom_the_person_has_named() -> None:
    # One host has many ports: with two of them it would keep the fetch for as long as it likes.
    fetch = begin(ALICE, BOB, CAROL)
    fetch.add([ALICE], 0.0, is_named=True)
    fetch.add([ALICE], 0.0)  # whom the swarm names, too
    for liar in (BOB, CAROL):
        fetch.hear(liar, piece(0, SIZE - 1), 0.1)
    fetch.hear(ALICE, piece(0), 0.1)
    assert fetch.size == SIZE
    assert {to for to, _, _ in asked(fetch, 0.1)} == {ALICE}
    believed = []
    for second in range(100):  # if they fall silent, the others are believed
        asked(fetch, float(second))
        believed.append(fetch.size)
    assert SIZE - 1 in believed


def test_more_than_was_asked_for_is_cut() -> None:
    fetch = begin(ALICE)
    assert fetch.hear(ALICE, Content(ID, 0, DATA, SIZE), 0.1) == Write(0, DATA[:4096])


def test_who_answers_a_part_says_the_size_and_is_asked_again() -> None:
    fetch = begin(ALICE)
    assert fetch.hear(ALICE, Content(ID, 0, DATA[:32], SIZE), 0.1) is None
    assert fetch.size == SIZE
    assert asked(fetch, 0.1) == [(ALICE, 0, 4096), (ALICE, 1, 4096), (ALICE, 2, SIZE - 8192)]


def test_a_part_of_a_later_block_is_asked_for_again_at_once() -> None:
    fetch = begin(ALICE)
    fetch.hear(ALICE, piece(0), 0.1)
    asked(fetch, 0.1)
    assert fetch.hear(ALICE, Content(ID, 4096, b"x", SIZE), 0.2) is None
    assert asked(fetch, 0.2) == [(ALICE, 1, 4096)]


def test_what_one_owes_for_long_another_is_asked_for() -> None:
    fetch = begin(ALICE, BOB)
    fetch.hear(BOB, piece(0), 0.01)  # so he is waited for 0.2 seconds
    fetch.hear(ALICE, piece(0), 0.9)  # and she for much longer
    assert {to for to, _, _ in asked(fetch, 0.9)} == {ALICE}
    wakes_at = fetch.wakes_at(0.9)
    assert wakes_at < 1.2
    assert (BOB, 1, 4096) in asked(fetch, wakes_at)


def test_so_many_are_asked_on_the_word_of_others() -> None:
    fetch, now, probed = begin(ALICE), 0.0, set[Endpoint]()
    for host in range(40):
        fetch.suggest(ALICE, (Endpoint(f"198.51.100.{host}", port) for port in range(1, 100)))
        now += 10
        probed |= {one.to for one in fetch.ask(now)} - {ALICE}
    assert len(probed) == MAX_PROBES


def test_a_block_that_does_not_come_is_asked_for_again() -> None:
    fetch = begin(ALICE)
    wakes_at = fetch.wakes_at(0.0)
    assert asked(fetch, wakes_at - 0.01) == []
    assert asked(fetch, wakes_at) == [(ALICE, 0, 4096)]
    assert fetch.wants_holders(wakes_at)


def test_what_comes_too_late_is_taken_after_all() -> None:
    fetch = begin(ALICE)
    asked(fetch, 1.0)
    assert fetch.hear(ALICE, piece(0), 1.2) is not None
    assert fetch.hear(ALICE, piece(0), 2.2) is None


def test_who_does_not_answer_rests_longer_and_longer() -> None:
    fetch, now, times = begin(ALICE), 0.0, [0.0]
    while now < 300:
        now = fetch.wakes_at(now)
        times.extend(now for _ in fetch.ask(now))
    assert not times[-1] - times[-2] < 50
    assert len(times) < 15


def test_who_said_another_size_is_not_asked_and_stops_nobody() -> None:
    fetch = begin(ALICE, BOB, EVE)
    fetch.hear(EVE, piece(0, MAX_SIZE), 0.1)
    assert fetch.size == MAX_SIZE
    fetch.hear(ALICE, piece(0), 0.1)
    fetch.hear(BOB, piece(0), 0.1)
    assert fetch.size == SIZE
    questions = asked(fetch, 0.1)
    assert {block for _, block, _ in questions} == {1, 2}
    assert EVE not in {to for to, _, _ in questions}


def test_of_two_the_smaller_size_is_tried_first() -> None:
    fetch = begin(ALICE, EVE)
    fetch.hear(EVE, piece(0, MAX_SIZE), 0.1)
    fetch.hear(ALICE, piece(0), 0.1)
    assert fetch.size == SIZE


@pytest.mark.parametrize("size", [0, 4095, SIZE + 1])
def test_a_size_that_cannot_be_is_a_lie(size: int) -> None:
    fetch = begin(EVE, max_size=SIZE)
    assert fetch.hear(EVE, piece(0, size), 0.1) is None
    assert asked(fetch, 0.2) == asked(fetch, 100.0) == []
    assert fetch.progress(100.0).holders == 0
    assert fetch.wants_holders(100.0)


def test_two_sizes_of_one_peer_are_a_lie() -> None:
    fetch = begin(ALICE)
    fetch.hear(ALICE, piece(0), 0.1)
    asked(fetch, 0.1)
    assert fetch.hear(ALICE, piece(1, SIZE + 1), 0.2) is None
    assert asked(fetch, 10.0) == []


def test_a_size_that_is_not_said_is_taken_from_others() -> None:
    fetch = begin(ALICE, BOB)
    nothing_said = Content(ID, 0, DATA[:4096])
    assert fetch.hear(ALICE, nothing_said, 0.1) is None
    fetch.hear(BOB, piece(0), 0.2)
    asked(fetch, 0.2)
    assert fetch.size == SIZE


def test_a_huge_size_costs_nothing() -> None:
    tracemalloc.start()
    fetch = begin(EVE)
    fetch.hear(EVE, piece(0, MAX_SIZE), 0.1)
    questions = asked(fetch, 0.1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(questions) < 10
    assert most < 100_000


def test_after_a_wrong_hash_one_is_believed_at_a_time() -> None:
    fetch = begin(ALICE, EVE)
    fetch.hear(EVE, piece(0), 0.1)
    fetch.hear(ALICE, piece(0), 0.1)
    assert [to for to, _, _ in asked(fetch, 0.1)] == [ALICE, ALICE]
    fetch.hear(ALICE, piece(1), 0.2)
    fetch.hear(ALICE, piece(2), 0.2)
    fetch.hashed(is_right=False, now=0.2)
    assert fetch.state is State.FETCHING
    assert asked(fetch, 0.2) == [(ALICE, 0, 4096)]
    fetch.hear(ALICE, piece(0), 0.3)
    fetch.hashed(is_right=False, now=0.3)
    assert {to for to, _, _ in asked(fetch, 0.3)} == {EVE}


def test_a_size_counts_while_who_said_it_answers() -> None:
    fetch, now = begin(ALICE, BOB, EVE), 0.1
    for liar in (BOB, EVE):
        fetch.hear(liar, piece(0, MAX_SIZE), now)
    fetch.hear(ALICE, piece(0), now)
    while fetch.size == MAX_SIZE:
        now = fetch.wakes_at(now)
        assert now < 60
        fetch.ask(now)
    assert fetch.size == SIZE


def test_who_gave_a_wrong_file_alone_is_not_asked_again() -> None:
    fetch = begin(EVE)
    for block in range(3):
        fetch.hear(EVE, piece(block), 0.1)
        fetch.ask(0.1)
    fetch.hashed(is_right=False, now=0.2)
    assert fetch.state is State.FETCHING
    assert asked(fetch, 0.2) == asked(fetch, 100.0) == []
    fetch.add([ALICE], 100.0)
    assert asked(fetch, 100.0) == [(ALICE, 0, 4096)]
    assert fetch.hear(ALICE, piece(0), 100.1) is not None
    assert {to for to, _, _ in asked(fetch, 100.1)} == {ALICE}


def test_an_empty_file_is_asked_of_nobody() -> None:
    fetch = Fetch(hashlib.sha256(b"").hexdigest(), 0.0)
    assert (fetch.state, fetch.size) == (State.HASHING, 0)
    fetch.hashed(is_right=True, now=0.0)
    assert fetch.state is State.DONE


def test_whom_a_stranger_names_is_asked_once() -> None:
    fetch = begin(ALICE)
    fetch.suggest(EVE, [CAROL])
    assert asked(fetch, 0.1) == []
    fetch.suggest(ALICE, [BOB, ALICE])
    assert asked(fetch, 0.1) == [(BOB, 0, 4096)]
    fetch.suggest(ALICE, [BOB])
    now = 0.1
    while now < 100:
        now = fetch.wakes_at(now)
        fetch.suggest(ALICE, [BOB])
        assert BOB not in {to for to, _, _ in asked(fetch, now)}


def test_whom_a_stranger_named_and_who_answers_is_like_the_others() -> None:
    fetch = begin(ALICE)
    fetch.suggest(ALICE, [BOB])
    asked(fetch, 0.1)
    fetch.hear(BOB, piece(0), 0.2)
    assert asked(fetch, 0.2) == [(BOB, 1, 4096), (BOB, 2, SIZE - 8192)]


def test_there_are_so_many_holders() -> None:
    fetch = begin(ALICE)
    fetch.suggest(ALICE, (Endpoint("192.0.2.2", port) for port in range(1, 9999)))
    assert len(fetch.ask(0.0)) == MAX_HOLDERS - 1


def test_a_part_goes_on() -> None:
    fetch = Fetch(ID, 0.0, Part(SIZE, ((0, 0), (2, 2))))
    fetch.add([ALICE], 0.0)
    assert fetch.progress(0.0).stored == SIZE - 4096
    assert asked(fetch, 0.0) == [(ALICE, 1, 4096)]
    assert fetch.hear(ALICE, piece(1), 0.1) is not None
    assert fetch.state is State.HASHING
    text = fetch.part()
    assert text is not None
    assert read_part(text, ID, SIZE) == Part(SIZE, ((0, 2),))
    fetch.hashed(is_right=False, now=0.1)
    assert {block for _, block, _ in asked(fetch, 0.1)} == {0, 2}


def test_a_part_that_is_whole_is_hashed() -> None:
    assert Fetch(ID, 0.0, Part(SIZE, ((0, 2),))).state is State.HASHING


def test_without_blocks_more_peers_are_wanted() -> None:
    fetch = begin(ALICE)
    assert not fetch.wants_holders(STALL / 2)
    assert fetch.wants_holders(STALL)
    assert Fetch(ID, 0.0).wants_holders(0.0)


SOURCES = st.sampled_from([ALICE, BOB, CAROL, EVE])
BYTES = (b"", b"x", bytes(4096), bytes(9000), DATA[8192:])
PIECES = st.tuples(
    st.sampled_from([0, 4096, 8192, 12288, 5, MAX_SIZE]),
    st.sampled_from(range(len(BYTES))),
    st.none() | st.sampled_from([0, 1, SIZE, SIZE - 1, SIZE + 4096, MAX_SIZE, 2**63 - 1]),
)
STEPS = st.tuples(
    st.floats(0, 3), SOURCES, PIECES | st.booleans() | st.lists(SOURCES | st.none(), max_size=3)
)


def step(fetch: Fetch, source: Endpoint, what: object, now: float) -> None:
    """Tell a fetch something."""
    if isinstance(what, tuple):
        offset, data, size = what
        fetch.hear(source, Content(ID, offset, BYTES[data], size), now)
    elif isinstance(what, bool):
        fetch.hashed(is_right=what, now=now)
    elif isinstance(what, list):
        fetch.suggest(source, [one for one in what if one])
        fetch.add([source] * len(what), now)


@settings(max_examples=200)
@given(st.lists(STEPS, max_size=60))
def test_whatever_comes_it_is_bounded_and_an_honest_holder_ends_it(
    steps: list[tuple[float, Endpoint, object]],
) -> None:
    fetch, now = Fetch(ID, 0.0), 0.0
    fetch.add([EVE], now)
    for passed, source, what in steps:
        now += passed
        step(fetch, source, what, now)
        fetch.ask(now)
        assert all(len(one) <= max(one.window, 1) or is_cut(one) for one in fetch._file.holders)
        assert fetch.progress(now).on_way <= MAX_ON_WAY
        assert fetch.wakes_at(now) > now
    end(fetch, now)


def is_cut(holder: Holder) -> bool:
    """Tell whether a window shrank below what was on the way, which is then not asked for more."""
    return not holder.may_be_asked(float("inf"))


def end(fetch: Fetch, now: float) -> None:
    """Let an honest peer answer everything until the fetch is over; nobody else does."""
    honest = Endpoint("198.51.100.1", 1)
    for _ in range(2000):
        if fetch.state is State.HASHING:
            fetch.hashed(is_right=is_all_from(fetch, honest), now=now)
        if fetch.state in {State.DONE, State.FAILED}:
            return
        fetch.add([honest], now)
        for question in fetch.ask(now):
            if question.to == honest:
                offset = question.message.offset
                data = DATA[offset : offset + question.message.length]
                fetch.hear(honest, Content(ID, offset, data, SIZE), now)
        now = fetch.wakes_at(now) if fetch.state is State.FETCHING else now
    raise AssertionError(fetch.progress(now))


def is_all_from(fetch: Fetch, honest: Endpoint) -> bool:
    """Tell whether all blocks came from the honest one."""
    holder, blocks = fetch._file.holders.find(honest), fetch._file.blocks
    assert blocks is not None
    return holder is not None and blocks.marks() == {holder.mark}
