"""How many peers each address has made."""

from collections import Counter

from plong.protocol.errors import TooMany

_TOO_MANY = "This address has as many peers as one may have; end some with obai, or come later."


class Places:
    """Counts, in memory: the store says what there is when it is opened."""

    def __init__(self) -> None:
        self._peers: Counter[int] = Counter()

    def take(self, place: int | None, most: int) -> None:
        """Count one more peer of a place. Raise `TooMany` if it has ``most`` already."""
        if place is None:
            return
        if self._peers[place] >= most:
            raise TooMany(_TOO_MANY)
        self._peers[place] += 1

    def leave(self, place: int | None) -> None:
        """Count one less."""
        if place is None:
            return
        self._peers[place] -= 1
        if not self._peers[place]:
            del self._peers[place]
