"""What a server does in its own time."""

import pytest

from plong.conformance.outcome import Mismatch
from plong.conformance.patience import eventually


async def test_the_first_true_thing_is_returned() -> None:
    things = iter([None, "", "here"])

    async def look() -> str | None:
        return next(things)

    assert await eventually(look, "something", "nothing") == "here"


async def test_what_never_comes_is_told() -> None:
    async def look() -> None:
        return None

    with pytest.raises(Mismatch, match="expected something; came nothing"):
        await eventually(look, "something", "nothing", pause=0)
