"""Events are values, and none is forgotten."""

import dataclasses
from typing import get_args

from plong.protocol import events
from plong.protocol.events import Event, Gone, Linked, Restarting


def test_every_event_belongs_to_the_union() -> None:
    defined = {
        kind
        for kind in vars(events).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    }
    assert defined == set(get_args(Event))


def test_events_are_values() -> None:
    assert len({Linked("bob"), Linked("bob"), Gone("bob")}) == 2
    assert len({Restarting(1.5), Restarting(1.5), Restarting(2)}) == 2
