"""Who ends when a server holds too much for its clients."""

from collections import defaultdict
from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace
from typing import NamedTuple


class Holding(NamedTuple):
    """What one connection makes the server hold."""

    address: str
    """Whom it counts for."""
    size: int
    """Bytes."""


def whom_to_shed(holdings: Sequence[Holding], excess: int) -> list[int]:
    """Return the places of those who are to end, so that ``excess`` bytes are freed.

    The address that holds most loses its largest connection, again and again: who opens many
    connections is one, and who shares an address with somebody like that is not the first to go.
    """
    largest_last = _by_address(holdings)
    heap = [(-sum(size for size, _ in sizes), address) for address, sizes in largest_last.items()]
    heapify(heap)
    shed: list[int] = []
    while excess > 0 and heap:
        size, place = largest_last[heap[0][1]].pop()
        shed.append(place)
        excess -= size
        _put_back(heap, size)
    return shed


def _by_address(holdings: Sequence[Holding]) -> dict[str, list[tuple[int, int]]]:
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, (address, size) in enumerate(holdings):
        if size > 0:
            places[address].append((size, place))
    for sizes in places.values():
        sizes.sort()
    return places


def _put_back(heap: list[tuple[int, str]], freed: int) -> None:
    negative, address = heap[0]
    if negative + freed:
        heapreplace(heap, (negative + freed, address))
    else:
        heappop(heap)
