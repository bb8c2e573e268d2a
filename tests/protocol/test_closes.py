"""Every close's code, reason and advice."""

import pytest
from websockets.frames import Close as ReferenceClose

from plong.protocol import closes
from plong.protocol.closes import Close

CLOSES = [
    ("ENDED", 1000, "Ended by an empty message.", True, ""),
    ("DONE", 1000, "Done.", True, ""),
    ("NO_TEXT", 1003, "Only binary messages.", False, "no-text"),
    ("GOING_AWAY", 1001, "No answer to keepalive.", True, "no-answer"),
    ("MESSAGE_TOO_BIG", 1009, "Message too big.", False, "too-big"),
    ("INTERNAL_ERROR", 1011, "Internal error.", True, "internal-error"),
    ("RESTARTING", 1012, "Server restarting.", True, ""),
    ("UNAVAILABLE", 1013, "The server cannot look up peers just now.", True, "unavailable"),
    ("OVERLOADED", 1013, "The server's buffers are full.", True, "overloaded"),
    ("REMOVED", 4001, "Peer removed.", False, ""),
    ("NO_SUCH_PEER", 4004, "No such peer.", False, "no-such-peer"),
    ("TOO_FAST", 4008, "Sending too fast.", True, "too-fast"),
    ("TOO_SLOW", 4008, "Reading too slowly.", True, "slow-reader"),
    ("FULL", 4013, "Too many connections.", True, "too-many"),
]


@pytest.mark.parametrize(("name", "code", "reason", "come_back", "word"), CLOSES)
def test_a_close_has_a_code_a_reason_advice_and_what_it_is_counted_as(
    name: str, code: int, reason: str, come_back: bool, word: str
) -> None:
    assert getattr(closes, name) == Close(code, reason, come_back, word)


def test_no_close_is_missing_from_the_table() -> None:
    known = {name for name, value in vars(closes).items() if isinstance(value, Close)}
    assert known == {row[0] for row in CLOSES}


@pytest.mark.parametrize("name", [row[0] for row in CLOSES])
def test_every_close_may_be_sent(name: str) -> None:
    close: Close = getattr(closes, name)
    ReferenceClose(close.code, close.reason).check()
    assert len(close.reason.encode()) <= 123
