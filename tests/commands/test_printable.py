"""What strangers wrote, on a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.commands.printable import printable

SHOWN = {
    "gr\u00fcn, \u4e16\u754c \U0001f600": "gr\u00fcn, \u4e16\u754c \U0001f600",
    "\x1b[2J": "\\x1b[2J",
    "a\x9b31m": "a\\x9b31m",
    "\r\n\t\0\x7f": "\\x0d\\x0a\\x09\\x00\\x7f",
    "gpj.\u202eexe": "gpj.\\u202eexe",
    "\U000e0001": "\\U000e0001",
    "\ud800": "\\ud800",
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.items())
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_whatever_it_is_it_can_be_printed(text: str) -> None:
    assert printable(text).isprintable()
