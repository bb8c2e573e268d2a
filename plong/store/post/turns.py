"""Who is served next: owners take turns, however much each of them has waiting."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, islice, zip_longest
from typing import Any, TypeVar

Key = TypeVar("Key", bound=tuple[Any, ...])
"""What names a ping; the first part is its owner."""


def take_turns(
    queues: Iterable[Sequence[Key]], busy: Collection[Key], per_owner: int, limit: int
) -> Sequence[Key]:
    """Return what to do next: the first of each owner, then the second of each, and so on.

    Args:
        queues: what waits, one queue an owner, in the order of their turns.
        busy: what is being done: it is nobody's turn, and counts in its owner's share.
        per_owner: how much may be done for one owner at once.
        limit: how much is wanted.
    """
    shares = Counter(key[0] for key in busy)
    rounds = zip_longest(*(_free(queue, busy, per_owner, shares) for queue in queues))
    return list(islice((key for key in chain.from_iterable(rounds) if key is not None), limit))


def _free(
    queue: Sequence[Key], busy: Collection[Key], per_owner: int, shares: Counter[Any]
) -> Sequence[Key]:
    free = [key for key in queue if key not in busy]
    return free[: max(0, per_owner - shares[free[0][0]])] if free else free
