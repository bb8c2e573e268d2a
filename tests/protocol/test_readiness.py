import pytest

from plong.protocol.readiness import MOST_LAG, Condition, unready_reasons

WELL = Condition(is_draining=False, is_store_failing=False, loop_lag=MOST_LAG)


def test_who_is_well_is_ready() -> None:
    assert unready_reasons(WELL) == []


@pytest.mark.parametrize(
    ("condition", "reasons"),
    [
        (Condition(is_draining=True, is_store_failing=False, loop_lag=0), ["draining"]),
        (Condition(is_draining=False, is_store_failing=True, loop_lag=0), ["store-unavailable"]),
        (Condition(is_draining=False, is_store_failing=False, loop_lag=1.01), ["loop-lag"]),
        (
            Condition(is_draining=True, is_store_failing=True, loop_lag=9),
            ["draining", "store-unavailable", "loop-lag"],
        ),
    ],
)
def test_who_is_not_says_all_that_is_wrong(condition: Condition, reasons: list[str]) -> None:
    assert unready_reasons(condition) == reasons
