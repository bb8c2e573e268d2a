"""How many strangers' errands run at once."""

from contextlib import ExitStack

import pytest

from plong.hub.post.slots import Slots
from plong.protocol.errors import RateLimited, ServerFull


@pytest.mark.parametrize("other", ["2001:db8::1", "2001:db8::2"])
def test_one_address_has_no_more_than_its_share(other: str) -> None:
    slots = Slots(total=9, per_address=1)
    with slots.taken("2001:db8::1"):
        with pytest.raises(RateLimited), slots.taken(other):
            pass
        with slots.taken("192.0.2.1"):
            pass
    with slots.taken(other):
        pass


def test_there_are_no_more_than_the_total() -> None:
    slots = Slots(total=2, per_address=2)
    with ExitStack() as stack:
        stack.enter_context(slots.taken("192.0.2.1"))
        stack.enter_context(slots.taken("192.0.2.2"))
        with pytest.raises(ServerFull), slots.taken("192.0.2.3"):
            pass
    with slots.taken("192.0.2.3"), slots.taken("192.0.2.3"):
        pass


def test_who_fails_gives_the_slot_back() -> None:
    slots = Slots(total=1, per_address=1)
    with pytest.raises(KeyError), slots.taken("192.0.2.1"):
        raise KeyError
    with slots.taken("192.0.2.1"):
        pass
