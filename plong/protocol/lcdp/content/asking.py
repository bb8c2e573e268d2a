"""Which block to ask a peer for. docs/wire/lcdp.md."""

from collections.abc import Iterable

from plong.protocol.lcdp.content.blocks import Blocks
from plong.protocol.lcdp.content.gathering import Gathering
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.trust import Trust
from plong.protocol.lcdp.packing import PIECE_BYTES


def ask(holder: Holder, file: Gathering, room: int, now: float) -> list[tuple[int, int]]:
    """Ask one peer for as many blocks as its window and the room have place for.

    Args:
        holder: who is asked.
        file: what there is; it notes what is on the way now.
        room: how many blocks at most.
        now: seconds.

    Returns: offset and length of each, in bytes.
    """
    pieces: list[tuple[int, int]] = []
    while len(pieces) < room and holder.may_be_asked(now):
        block = pick(holder, file.blocks, file.trust, now)
        if block is None:
            break
        holder.ask(block, now)
        pieces.append((block * PIECE_BYTES, file.ask(holder, block, now)))
    return pieces


def pick(holder: Holder, blocks: Blocks | None, trust: Trust, now: float) -> int | None:
    """Return the block to ask a peer for; None: there is none.

    Args:
        holder: who has room for one.
        blocks: of the file; None: nobody has said its size, and everybody is asked for the first.
        trust: whose blocks count; who does not but may do later is asked for the first, too.
        now: seconds.
    """
    if blocks is None or (holder.size is None and not trust.counts(holder)):
        return None if holder.is_asked(0) else 0
    if not trust.believes(holder, blocks.size):
        return None
    block = blocks.wanted()
    return _overdue(holder, blocks, now) if block is None else block


def overdue_at(
    holders: Iterable[Holder], blocks: Blocks, trust: Trust, now: float
) -> Iterable[float]:
    """Yield when each peer may be asked for what another owes, in seconds."""
    overdue = blocks.overdue()
    if overdue is None:
        return
    for holder in holders:
        is_free = holder.may_be_asked(now) and not holder.is_asked(overdue[0])
        if is_free and trust.believes(holder, blocks.size):
            yield overdue[1] + holder.round_trip.timeout


def _overdue(holder: Holder, blocks: Blocks, now: float) -> int | None:
    """Return what another should have given for long, if this peer would be faster."""
    overdue = blocks.overdue()
    if overdue is None or now < overdue[1] + holder.round_trip.timeout:
        return None
    return None if holder.is_asked(overdue[0]) else overdue[0]
