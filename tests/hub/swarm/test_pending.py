"""What waits for keys to be found is bounded, in order, and not for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.hub.swarm.pending import MAX_BYTES, MAX_MESSAGES, PATIENCE, PendingForwards
from plong.protocol.lcdp.errors import NotSent
from plong.protocol.lcdp.models import Forward

ANN, BEN = b"a" * 32, b"b" * 32
NOW = 1_900_000_000.0


def forward(text: str) -> Forward:
    return Forward(f'["{text}"]', to_key=ANN)


def test_what_waits_for_a_key_comes_out_in_its_order_and_once() -> None:
    pending = PendingForwards()
    for key, text in ((ANN, "1"), (BEN, "2"), (ANN, "3")):
        pending.add(key, forward(text), NOW)
    assert list(pending.keys) == [ANN, BEN]
    assert pending.take(ANN) == [forward("1"), forward("3")]
    assert pending.take(ANN) == []
    assert (len(pending), list(pending.keys)) == (1, [BEN])


def test_what_waits_too_long_comes_out_with_the_time() -> None:
    pending = PendingForwards()
    pending.add(ANN, forward("1"), NOW)
    pending.add(ANN, forward("2"), NOW + 1)
    assert pending.take_overdue(NOW + PATIENCE - 0.1) == []
    assert pending.take_overdue(NOW + PATIENCE) == [forward("1")]
    assert pending.take_overdue(NOW + PATIENCE + 1) == [forward("2")]
    assert (len(pending), list(pending.keys)) == (0, [])


def test_only_so_many_wait() -> None:
    pending = PendingForwards()
    for number in range(MAX_MESSAGES):
        pending.add(ANN, forward(str(number)), NOW)
    with pytest.raises(NotSent, match="Too many messages wait"):
        pending.add(BEN, forward("x"), NOW)
    pending.take(ANN)
    pending.add(BEN, forward("x"), NOW)


def test_only_so_many_bytes_wait() -> None:
    pending = PendingForwards()
    pending.add(ANN, Forward("é" * (MAX_BYTES // 2)), NOW)
    with pytest.raises(NotSent):
        pending.add(ANN, Forward("x"), NOW)
    pending.take_overdue(NOW + PATIENCE)
    pending.add(ANN, Forward("x" * MAX_BYTES), NOW)


steps = st.lists(
    st.tuples(st.sampled_from(["add", "take", "overdue"]), st.sampled_from([ANN, BEN]), st.text())
)


@given(steps)
def test_whatever_happens_the_count_is_right(steps: list[tuple[str, bytes, str]]) -> None:
    pending, model, now = PendingForwards(), 0, NOW
    for what, key, text in steps:
        now += 1
        if what == "add" and model < MAX_MESSAGES:
            pending.add(key, Forward(text), now)
            model += 1
        elif what == "take":
            model -= len(pending.take(key))
        elif what == "overdue":
            model -= len(pending.take_overdue(now))
        assert len(pending) == model
        assert bool(pending.keys) == bool(model)
