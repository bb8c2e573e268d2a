"""What one peer and one address may have of all identities."""

from plong.protocol.errors import TooMany
from plong.store.base import Room


def check_shares(room: Room, of_peer: int, of_place: int) -> None:
    """Raise `TooMany` unless there may be one more.

    Args:
        room: how many there may be.
        of_peer: live identities of the peer.
        of_place: live identities from where it claims.
    """
    if of_peer >= room.per_peer:
        raise TooMany("This peer holds as many passphrases as one may.")
    if of_place >= room.per_place:
        raise TooMany("This address holds as many passphrases as one may.")
