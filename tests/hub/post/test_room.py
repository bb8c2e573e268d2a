"""How much the boxes of a server may hold, and how long."""

from plong.hub.post.room import ages_of, knock_limits_of, limits_of
from plong.store.post.names import Ages
from plong.store.post.room import Limits, Share
from tests.support.server import make_test_config


def test_knocks_leave_half_of_the_bytes_to_what_is_pulled() -> None:
    bounds = {"ping_box_pings": 3, "ping_box_bytes": 70_001, "ping_pings": 5, "ping_bytes": 90_001}
    config = make_test_config(**bounds)
    assert limits_of(config) == Limits(Share(3, 70_001), Share(5, 90_001))
    assert knock_limits_of(config) == Limits(Share(3, 35_000), Share(5, 45_000))


def test_a_ping_is_remembered_as_long_as_it_may_have_lived() -> None:
    assert ages_of(make_test_config(ping_max_age=60)) == Ages(60, 60, 60)
