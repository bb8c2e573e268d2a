import re

import pytest

from plong.protocol.aliases import alias_of, day_of, hide_addresses

KEY, OTHER = bytes(32), bytes(31) + b"\x01"


def test_an_alias_is_six_digits_that_say_nothing() -> None:
    assert re.fullmatch(r"[0-9a-f]{6}", alias_of("192.0.2.1", KEY))
    assert alias_of("192.0.2.1", KEY) != alias_of("192.0.2.2", KEY)


def test_another_key_gives_other_aliases() -> None:
    assert alias_of("192.0.2.1", KEY) != alias_of("192.0.2.1", OTHER)


@pytest.mark.parametrize(
    ("one", "same"), [("2001:db8::1", "2001:db8::ffff:2"), ("192.0.2.1", "::ffff:192.0.2.1")]
)
def test_what_counts_as_one_address_has_one_alias(one: str, same: str) -> None:
    assert alias_of(one, KEY) == alias_of(same, KEY)


def test_the_day_changes_at_midnight_utc() -> None:
    midnight = 20_000 * 86400
    assert day_of(midnight) == day_of(midnight + 86399) == day_of(midnight - 0.001) + 1


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("('192.0.2.1', 80)", "('X', 80)"),
        ("cannot reach [2001:db8::1]:80.", "cannot reach [X]:80."),
        ("from ::ffff:192.0.2.1 and ::1", "from X and X"),
        ("192.0.2.1.", "X."),
        ("at 12:30:45, line 3: a::b, 1.2.3, 999.1.1.1", "at 12:30:45, line 3: X, 1.2.3, 999.1.1.1"),
    ],
)
def test_addresses_within_a_text_are_hidden(text: str, hidden: str) -> None:
    assert hide_addresses(text, lambda _: "X") == hidden
