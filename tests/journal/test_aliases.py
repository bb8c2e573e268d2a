from itertools import count

from plong.journal.aliases import DailyAliases

DAY = 86400.0


def make() -> DailyAliases:
    numbers = count()
    return DailyAliases(lambda size: next(numbers).to_bytes(size))


def test_an_address_has_one_alias_a_day() -> None:
    aliases = make()
    first = aliases.alias("192.0.2.1", 5 * DAY)
    assert aliases.alias("192.0.2.1", 6 * DAY - 1) == first
    assert aliases.alias("192.0.2.1", 6 * DAY) != first


def test_no_two_runs_of_a_server_have_the_same() -> None:
    one, other = make(), DailyAliases(lambda size: b"\xff" * size)
    assert one.alias("192.0.2.1", DAY) != other.alias("192.0.2.1", DAY)
