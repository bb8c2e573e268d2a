import logging

import pytest

from plong.hub.refusal_log import RefusalLog
from plong.hub.tally import Tally


def test_a_flood_of_refusals_is_one_line_for_each_kind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "plong.refusals")
    tally = Tally()
    log = RefusalLog(tally)
    for _ in range(1000):
        tally.refuse("http", "rate-limited")
    tally.refuse("websocket", "full")
    log.tell()
    log.tell()
    tally.refuse("http", "rate-limited")
    log.tell()
    assert [record.fields for record in caplog.records] == [  # type: ignore[attr-defined]  # extra
        {"way": "http", "reason": "rate-limited", "count": 1000},
        {"way": "websocket", "reason": "full", "count": 1},
        {"way": "http", "reason": "rate-limited", "count": 1},
    ]
