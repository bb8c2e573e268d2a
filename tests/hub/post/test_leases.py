"""Who looks after an address keeps it, though it is never connected."""

import pytest

from plong.hub.post.leases import Leases
from plong.protocol.errors import Unavailable
from plong.store.memory import MemoryStore
from tests.support.fakes import FakeClock
from tests.support.peers import NOW, add_peers, id_of

DAY = 86400


async def test_an_owner_may_stay_away_longer_than_another_peer() -> None:
    store = MemoryStore()
    await add_peers(store, "alice", "bob")
    leases = Leases(store, FakeClock(), beyond=29 * DAY)
    leases.note(id_of("alice"))
    leases.note(id_of("nobody"))
    await leases.renew()
    await store.touch([id_of("alice"), id_of("bob")], NOW)  # both were connected as well
    month = NOW + 30 * DAY
    assert await store.prune(month - 1, month - 1 - DAY) == [id_of("bob")]
    assert await store.prune(month, month - DAY) == [id_of("alice")]


class FullStore(MemoryStore):
    async def touch(self, *_: object) -> None:
        raise Unavailable


async def test_what_could_not_be_stored_is_stored_later() -> None:
    store = MemoryStore()
    await add_peers(store, "alice")
    leases = Leases(FullStore(), FakeClock(), beyond=DAY)
    leases.note(id_of("alice"))
    with pytest.raises(Unavailable):
        await leases.renew()
    leases._store = store
    await leases.renew()
    assert await store.prune(NOW + DAY, NOW) == []
