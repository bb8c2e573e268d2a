"""When a connection is given up, by its time alone."""

import pytest

from plong.libp2p.pulse import Due, Pulse, Stage


@pytest.mark.parametrize(
    ("stage", "seconds", "due"),
    [
        (Stage.HANDSHAKE, 7.9, Due.NOTHING),
        (Stage.HANDSHAKE, 8, Due.SILENT),
        (Stage.UNUSED, 59.9, Due.NOTHING),
        (Stage.UNUSED, 60, Due.IDLE),
        (Stage.IN_USE, 29.9, Due.NOTHING),
        (Stage.IN_USE, 30, Due.PING),
        (Stage.IN_USE, 60, Due.SILENT),
        (Stage.CLOSING, 100, Due.NOTHING),
    ],
)
def test_what_is_due_after_silence(stage: Stage, seconds: float, due: Due) -> None:
    assert Pulse(100).tick(100 + seconds, stage) is due


def test_a_slow_handshake_is_not_prolonged_by_what_comes() -> None:
    pulse = Pulse(0)
    pulse.heard()
    assert pulse.tick(10, Stage.HANDSHAKE) is Due.SILENT


def test_one_question_a_silence() -> None:
    pulse = Pulse(0)
    asked = []
    for second in range(1, 200):
        if pulse.tick(second, Stage.IN_USE) is Due.PING:
            asked.append(second)
            pulse.heard()
    assert asked == [30, 61, 92, 123, 154, 185]


def test_a_question_is_not_repeated() -> None:
    pulse = Pulse(0)
    dues = [pulse.tick(second, Stage.IN_USE) for second in range(1, 61)]
    assert dues.count(Due.PING) == 1
    assert dues[-1] is Due.SILENT


def test_the_last_bytes_have_five_seconds() -> None:
    pulse = Pulse(0)
    assert [pulse.tick(second, Stage.CLOSING) for second in (50, 54.9, 55)] == [
        Due.NOTHING,
        Due.NOTHING,
        Due.ABORT,
    ]
