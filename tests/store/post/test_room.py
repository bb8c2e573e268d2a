"""How much the boxes may hold: bytes are those of UTF-8, limits are reached and not passed."""

from dataclasses import replace

import pytest

from plong.protocol.ping.models import Knock
from plong.store.post.room import Limits, Share, size_of, size_of_incoming, size_of_outgoing
from tests.support.post import incoming_of, outgoing_of


@pytest.mark.parametrize(("text", "size"), [("", 0), ("abc", 3), ("ü☃\0", 6)])
def test_texts_count_their_utf_8(text: str, size: int) -> None:
    assert size_of(text) == size


def test_rows_count_their_texts_and_a_little_more() -> None:
    row, knock = outgoing_of("alice", "one"), incoming_of("alice", "one").knock
    assert size_of_outgoing(replace(row, target=row.target + "☃")) == size_of_outgoing(row) + 3
    assert (
        size_of_incoming(replace(knock, origin=knock.origin + "☃")) == size_of_incoming(knock) + 3
    )
    assert size_of_incoming(Knock("", "", "")) > 100


OWN, TOTAL = Share(2, 20), Share(3, 30)


@pytest.mark.parametrize(
    ("own", "total", "is_allowed"),
    [
        (OWN, TOTAL, True),
        (OWN + Share(1, 0), TOTAL, False),
        (OWN + Share(0, 1), TOTAL, False),
        (OWN, TOTAL + Share(1, 0), False),
        (OWN, TOTAL + Share(0, 1), False),
        (OWN - OWN, TOTAL - TOTAL, True),
    ],
)
def test_limits_are_reached_and_not_passed(own: Share, total: Share, is_allowed: bool) -> None:
    assert Limits(OWN, TOTAL).allow(own, total) is is_allowed
