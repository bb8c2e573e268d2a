"""What foreign servers' statuses mean."""

import pytest

from plong.protocol.ping.delivery import (
    ENDPOINTS,
    PING,
    PRIVATE,
    PUBLIC,
    USER,
    fallback,
    is_confirmed,
    is_success,
    tier_at,
)
from plong.protocol.ping.models import Tier


@pytest.mark.parametrize(
    ("status", "success", "confirmed"),
    [
        (100, False, False),
        (199, False, False),
        (200, True, True),
        (204, True, True),
        (299, True, True),
        (300, False, False),
        (307, False, False),
        (400, False, False),
        (404, False, True),
        (405, False, False),
        (409, False, True),
        (410, False, True),
        (500, False, False),
    ],
)
def test_a_status_is_a_success_or_ends_acknowledging(
    status: int, success: bool, confirmed: bool
) -> None:
    assert is_success(status) is success
    assert is_confirmed(status) is confirmed


@pytest.mark.parametrize("status", [404, 405])
def test_where_one_path_is_not_served_the_other_may_be(status: int) -> None:
    assert fallback(PING, status) == PUBLIC == "/ping/public"
    assert fallback(PUBLIC, status) == PING == "/ping"


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 410, 413, 415, 429, 500, 503])
def test_any_other_status_means_not_yet(status: int) -> None:
    assert fallback(PING, status) is None
    assert fallback(PUBLIC, status) is None


@pytest.mark.parametrize("status", [200, 401, 404, 405, 503])
@pytest.mark.parametrize("endpoint", [USER, PRIVATE])
def test_what_is_for_another_door_comes_in_by_no_public_one(endpoint: str, status: int) -> None:
    assert fallback(endpoint, status) is None


def test_every_door_has_its_path() -> None:
    assert {tier_at(endpoint) for endpoint in (PING, PUBLIC)} == {Tier.PUBLIC}
    assert ENDPOINTS == {"public": "/ping", "user": "/ping/user", "private": "/ping/private"}
    assert all(tier_at(endpoint) is tier for tier, endpoint in ENDPOINTS.items())
