"""What every store of LCDP's peers and keys promises."""

from dataclasses import replace

from plong.protocol.lcdp.cookies import read_cookie
from plong.protocol.lcdp.peer import Peer
from plong.store.swarm.base import Snapshot, SwarmStore
from tests.support.known_peers import SOME, endpoint_of, key_at, peer_at
from tests.support.peers import NOW

HERE = "192.0.2.1:24254"


async def test_at_first_nobody_is_known(swarm: SwarmStore) -> None:
    assert await swarm.load() == Snapshot()


async def test_what_was_saved_is_loaded_in_the_same_order(swarm: SwarmStore) -> None:
    await swarm.save(SOME)
    assert await swarm.load() == SOME


async def test_only_the_last_saving_counts(swarm: SwarmStore) -> None:
    await swarm.save(SOME)
    later = Snapshot((peer_at("192.0.2.9:1", delay=1.0),), (key_at(HERE, 2),))
    await swarm.save(later)
    assert await swarm.load() == later
    await swarm.save(Snapshot())
    assert await swarm.load() == Snapshot()


async def test_calls_are_not_kept(swarm: SwarmStore) -> None:
    peer = peer_at(HERE)
    called = replace(peer, call_at=NOW, called=("1.5", NOW), misses=3, is_waited_for=True)
    await swarm.save(Snapshot((called,)))
    assert (await swarm.load()).peers == (peer,)


async def test_cookies_of_any_shape_are_kept_as_they_came(swarm: SwarmStore) -> None:
    payloads: list[object] = [{"cookie": {"a": [1]}}, ["cookie", "x"], "plain", ["é"]]
    cookies = [None, *(read_cookie(payload, 128) for payload in payloads)]
    peers = tuple(
        Peer(endpoint_of(f"192.0.2.1:{port}"), NOW, 0.5, cookie)
        for port, cookie in enumerate(cookies, start=1)
    )
    await swarm.save(Snapshot(peers))
    assert (await swarm.load()).peers == peers
