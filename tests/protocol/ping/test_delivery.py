"""What foreign servers' statuses mean."""

import pytest

from plong.protocol.ping.delivery import PING, PUBLIC, fallback, is_confirmed, is_success


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
