"""Numbers from a server that means harm."""

import math
import re

import pytest

from plong.client.wire.errors import PlongError
from plong.client.wire.numbers import read_limit, read_seconds
from plong.client.wire.words import ESC, read_words


@pytest.mark.parametrize(
    ("said", "seconds", "limit"),
    [(-1, 0.1, 1), (0, 0.1, 1), (2.5, 2.5, 2), (math.inf, 300, 2**53 - 1)],
)
def test_numbers_are_kept_within_bounds(said: float, seconds: float, limit: int) -> None:
    assert (read_seconds(said), read_limit(said)) == (seconds, limit)
    assert read_seconds(10**400) == 300


@pytest.mark.parametrize("said", [math.nan, "1", None, True, []])
def test_what_is_no_number_is_refused(said: object) -> None:
    for read in (read_seconds, read_limit):
        with pytest.raises(ValueError, match=re.escape(str(said))):
            read(said)


@pytest.mark.parametrize(
    "said",
    ['{"Ok":"chlink"}', '{"Ok":"chlink","Remote":7}', '{"Event":"restarting","ReconnectIn":NaN}'],
)
def test_words_without_what_belongs_to_them_are_unreadable(said: str) -> None:
    with pytest.raises(PlongError, match="The server said"):
        read_words(ESC + said)
