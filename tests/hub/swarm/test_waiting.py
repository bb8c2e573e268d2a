"""What waits for keys to be found is bounded, in order, and not for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.hub.swarm.waiting import MAX_BYTES, MAX_MESSAGES, PATIENCE, Waiting
from plong.protocol.lcdp.errors import NotSent
from plong.protocol.lcdp.models import Forward

ANN, BEN = b"a" * 32, b"b" * 32
NOW = 1_900_000_000.0


def forward(text: str) -> Forward:
    return Forward(f'["{text}"]', to_key=ANN)


def test_what_waits_for_a_key_comes_out_in_its_order_and_once() -> None:
    waiting = Waiting()
    for key, text in ((ANN, "1"), (BEN, "2"), (ANN, "3")):
        waiting.add(key, forward(text), NOW)
    assert list(waiting.keys) == [ANN, BEN]
    assert waiting.take(ANN) == [forward("1"), forward("3")]
    assert waiting.take(ANN) == []
    assert (len(waiting), list(waiting.keys)) == (1, [BEN])


def test_what_waits_too_long_comes_out_with_the_time() -> None:
    waiting = Waiting()
    waiting.add(ANN, forward("1"), NOW)
    waiting.add(ANN, forward("2"), NOW + 1)
    assert waiting.take_overdue(NOW + PATIENCE - 0.1) == []
    assert waiting.take_overdue(NOW + PATIENCE) == [forward("1")]
    assert waiting.take_overdue(NOW + PATIENCE + 1) == [forward("2")]
    assert (len(waiting), list(waiting.keys)) == (0, [])


def test_only_so_many_wait() -> None:
    waiting = Waiting()
    for number in range(MAX_MESSAGES):
        waiting.add(ANN, forward(str(number)), NOW)
    with pytest.raises(NotSent, match="Too many messages wait"):
        waiting.add(BEN, forward("x"), NOW)
    waiting.take(ANN)
    waiting.add(BEN, forward("x"), NOW)


def test_only_so_many_bytes_wait() -> None:
    waiting = Waiting()
    waiting.add(ANN, Forward("é" * (MAX_BYTES // 2)), NOW)
    with pytest.raises(NotSent):
        waiting.add(ANN, Forward("x"), NOW)
    waiting.take_overdue(NOW + PATIENCE)
    waiting.add(ANN, Forward("x" * MAX_BYTES), NOW)


steps = st.lists(
    st.tuples(st.sampled_from(["add", "take", "overdue"]), st.sampled_from([ANN, BEN]), st.text())
)


@given(steps)
def test_whatever_happens_the_count_is_right(steps: list[tuple[str, bytes, str]]) -> None:
    waiting, model, now = Waiting(), 0, NOW
    for what, key, text in steps:
        now += 1
        if what == "add" and model < MAX_MESSAGES:
            waiting.add(key, Forward(text), now)
            model += 1
        elif what == "take":
            model -= len(waiting.take(key))
        elif what == "overdue":
            model -= len(waiting.take_overdue(now))
        assert len(waiting) == model
        assert bool(waiting.keys) == bool(model)
