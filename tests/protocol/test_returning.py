"""When clients are asked to come back."""

import pytest

from plong.protocol.returning import reconnect_in


@pytest.mark.parametrize(
    ("connections", "most"), [(0, 0.4), (2, 0.401), (1000, 0.9), (2000, 1.4), (100_000, 1.4)]
)
def test_the_more_there_are_the_wider_they_are_spread_up_to_a_second(
    connections: int, most: float
) -> None:
    assert reconnect_in(connections) == pytest.approx((0.4, most))
