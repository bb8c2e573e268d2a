"""How much the boxes may hold: bytes are those of UTF-8, limits are reached and not passed."""

from dataclasses import replace

import pytest

from plong.protocol.ping.models import Knock
from plong.store.post.room import (
    Limits,
    Share,
    give_way,
    size_of,
    size_of_incoming,
    size_of_outgoing,
)
from tests.support.post import incoming_of, outgoing_of


@pytest.mark.parametrize(("text", "size"), [("", 0), ("abc", 3), ("ü☃\0", 6)])
def test_texts_count_their_utf_8(text: str, size: int) -> None:
    assert size_of(text) == size


def test_rows_count_their_texts_and_a_little_more() -> None:
    row, knock = outgoing_of("alice", "one"), incoming_of("alice", "one").knock
    assert size_of_outgoing(replace(row, target=row.target + "☃")) == size_of_outgoing(row) + 3
    assert size_of_outgoing(replace(row, token="x" * 256)) == size_of_outgoing(row) + 256
    assert (
        size_of_incoming(replace(knock, origin=knock.origin + "☃")) == size_of_incoming(knock) + 3
    )
    assert size_of_incoming(Knock("", "", "")) > 100


OWN, TOTAL = Share(2, 20), Share(3, 30)


@pytest.mark.parametrize(
    ("own", "total", "excess"),
    [
        (OWN, TOTAL, 0),
        (OWN + Share(1, 0), TOTAL, None),
        (OWN + Share(0, 1), TOTAL, 1),
        (OWN, TOTAL + Share(1, 0), None),
        (OWN, TOTAL + Share(0, 2), 2),
        (OWN + Share(0, 3), TOTAL + Share(0, 2), 3),
        (OWN - OWN, TOTAL - TOTAL, 0),
    ],
)
def test_limits_are_reached_and_not_passed(own: Share, total: Share, excess: int | None) -> None:
    assert Limits(OWN, TOTAL).excess(own, total) == excess


@pytest.mark.parametrize(
    ("excess", "names"),
    [(0, ""), (1, "a"), (5, "a"), (6, "abc"), (12, "abc"), (13, None)],
)
def test_the_oldest_give_way_and_no_more_than_needed(excess: int, names: str | None) -> None:
    gone = give_way([("a", 5), ("b", 0), ("c", 7)], excess)
    assert gone == (None if names is None else list(names))
