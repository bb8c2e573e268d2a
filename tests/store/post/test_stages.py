"""Stages: a state that leads nowhere else is the end, and what failed is not kept."""

import math

import pytest

from plong.protocol.ping.models import ReceiverState, SenderState
from plong.protocol.ping.states import RECEIVER, SENDER
from plong.store.post.stages import Stage, has_ended, stage_after_end


@pytest.mark.parametrize("state", [*SenderState, *ReceiverState])
def test_the_end_is_where_no_event_leads_on(state: SenderState | ReceiverState) -> None:
    table = SENDER[state] if isinstance(state, SenderState) else RECEIVER[state]
    is_last = all(outcome is state or isinstance(outcome, type) for outcome in table.values())
    assert has_ended(state) is is_last


@pytest.mark.parametrize(
    ("state", "kept_for", "stage"),
    [
        (SenderState.ACKNOWLEDGED, 0, (Stage.REMEMBERED, 10)),
        (SenderState.ACKNOWLEDGED, 5, (Stage.KEPT, 15)),
        (SenderState.ACKNOWLEDGED, math.inf, (Stage.KEPT, math.inf)),
        (SenderState.EXPIRED, 5, (Stage.REMEMBERED, 10)),
        (ReceiverState.EXPIRED, 5, (Stage.KEPT, 15)),
        (ReceiverState.IGNORED, 0, (Stage.REMEMBERED, 10)),
    ],
)
def test_content_stays_as_long_as_is_wanted(
    state: SenderState | ReceiverState, kept_for: float, stage: tuple[Stage, float]
) -> None:
    assert stage_after_end(state, 10, kept_for) == stage
