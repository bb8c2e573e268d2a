import logging

import pytest

from plong.journal.aliases import DailyAliases
from plong.journal.handler import JournalHandler
from plong.journal.lines import TextLines
from plong.journal.writer import LineWriter


class Paper(LineWriter):
    """A writer that remembers, and may have no room."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.has_room = True
        self.is_closed = False

    def put(self, line: str) -> bool:
        if self.has_room:
            self.lines.append(line)
        return self.has_room

    def close(self, patience: float) -> None:  # noqa: ARG002  # it has nothing to wait for
        self.is_closed = True


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def log(paper: Paper) -> logging.Logger:
    """A logger of its own, which nobody else hears."""
    handler = JournalHandler(paper)
    handler.setFormatter(TextLines(DailyAliases(bytes)))
    logger = logging.Logger("plong.store")  # noqa: LOG001  # see above
    logger.addHandler(handler)
    return logger


def test_an_event_is_a_line(log: logging.Logger, paper: Paper) -> None:
    log.warning("The disk is %s.", "full")
    assert [line.partition(" ")[2] for line in paper.lines] == ["warning store: The disk is full."]


def test_what_was_lost_is_told_when_there_is_room_again(log: logging.Logger, paper: Paper) -> None:
    paper.has_room = False
    for _ in range(3):
        log.warning("lost")
    paper.has_room = True
    log.warning("heard")
    told, heard = paper.lines
    assert told.endswith("log: Lines of the log were lost: nobody took them in time. lines=3")
    assert heard.endswith("heard")


def test_an_event_that_cannot_be_formatted_stops_nobody(
    log: logging.Logger, paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    log.warning("%d", "no number")
    log.warning("heard")
    assert paper.lines[-1].endswith("heard")
    assert "lines=1" in paper.lines[0]
    assert capsys.readouterr().err == ""


def test_its_end_is_the_writers(log: logging.Logger, paper: Paper) -> None:
    log.handlers[0].close()
    assert paper.is_closed
