"""How long a ping stays: open, then perhaps with its content, then as a memory."""

from enum import IntEnum
from typing import Final

from plong.protocol.ping.models import ReceiverState, SenderState


class Stage(IntEnum):
    """What is kept of a ping; the numbers stand in the file."""

    OPEN = 0
    """All of it, since it was sent or came."""
    KEPT = 1
    """It has ended, and its content stays until a certain time."""
    REMEMBERED = 2
    """Nothing but its row, since a certain time."""


_ENDS: Final = frozenset(
    {
        *(SenderState.ACKNOWLEDGED, SenderState.EXPIRED),
        *(ReceiverState.ACKNOWLEDGED, ReceiverState.IGNORED, ReceiverState.EXPIRED),
    }
)


def has_ended(state: SenderState | ReceiverState) -> bool:
    """Tell whether the state is terminal."""
    return state in _ENDS


def stage_after_end(
    state: SenderState | ReceiverState, now: float, kept_for: float
) -> tuple[Stage, float]:
    """Return the stage of a ping that ends at ``now``, and the time that belongs to it.

    What was sent and never acknowledged has failed, and is not kept.

    Args:
        state: a terminal one.
        now: epoch seconds.
        kept_for: seconds that the content stays; infinity: for ever.
    """
    if kept_for <= 0 or state is SenderState.EXPIRED:
        return Stage.REMEMBERED, now
    return Stage.KEPT, now + kept_for
