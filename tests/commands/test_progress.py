"""How far a transfer is, in words and bars."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.commands.amounts import size_text, time_text
from plong.commands.progress import Progress, Rate, bar
from plong.commands.report import Report

SIZES = {
    0: "0 B",
    999: "999 B",
    1500: "1.5 kB",
    52_000: "52 kB",
    10**9: "1.0 GB",
    2 * 10**18: "2000 PB",
}
TIMES = {0.4: "0 s", 59.4: "59 s", 59.6: "1:00 min", 125: "2:05 min", 3725: "1:02:05 h"}


@pytest.mark.parametrize(("count", "text"), SIZES.items())
def test_bytes_in_words(count: int, text: str) -> None:
    assert size_text(count) == text


@pytest.mark.parametrize(("seconds", "text"), TIMES.items())
def test_seconds_in_words(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


def test_a_rate_does_not_count_what_was_there_from_before() -> None:
    rate = Rate()
    rate.add(0, 0)
    assert rate.per_second is None
    rate.add(1, 5_000_000)
    assert rate.per_second is None
    rate.add(3, 7_000_000)
    assert rate.per_second == 1_000_000


def test_a_bar_has_bytes_rate_and_time_left() -> None:
    line = bar("a.bin", 30_000_000, 120_000_000, 9_000_000, 100)
    words = "] " + " 25% 30 MB of 120 MB, 9.0 MB/s, 10 s left"
    assert line == "a.bin [" + "#" * 7 + "." * 23 + words


@given(
    st.text(max_size=300),
    st.integers(0, 2**53),
    st.integers(0, 2**53),
    st.none() | st.floats(0.001, 1e12),
    st.integers(20, 300),
)
def test_a_bar_fits_into_its_line(
    name: str, stored: int, size: int, rate: float | None, width: int
) -> None:
    assert len(bar(name, min(stored, size), size, rate, width)) < width


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def run_ten_seconds(report: Report) -> None:
    clock = Clock()
    progress = Progress(report, "a.bin", 1_000_000_000, clock)
    for step in range(101):
        clock.now = 100 + step / 5
        progress(step * 1_000_000)


def test_in_a_pipe_there_is_a_line_every_ten_seconds() -> None:
    remarks = io.StringIO()
    run_ten_seconds(Report(io.StringIO(), remarks, as_json=False))
    assert remarks.getvalue().splitlines() == [
        "a.bin:   5% 50 MB of 1.0 GB, 5.0 MB/s, 3:10 min left",
        "a.bin:  10% 100 MB of 1.0 GB, 5.0 MB/s, 3:00 min left",
    ]


def test_in_json_the_first_bytes_are_an_event_and_then_there_is_one_every_second() -> None:
    results, remarks = io.StringIO(), io.StringIO()
    run_ten_seconds(Report(results, remarks, as_json=True))
    events = [json.loads(line) for line in results.getvalue().splitlines()]
    assert [event["bytes"] for event in events] == [0, *range(1_000_000, 97_000_000, 5_000_000)]
    assert remarks.getvalue() == ""
