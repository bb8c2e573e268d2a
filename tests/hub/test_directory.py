"""Peers and their passphrases."""

from collections.abc import Awaitable, Callable

import pytest

from plong.hub.directory import Directory
from plong.protocol.errors import (
    IdentityNotFound,
    NoSuchPeer,
    PassphraseTaken,
    RateLimited,
    ServerFull,
)
from plong.protocol.ids import encode_id, is_private_id, is_public_id, public_id_of
from plong.protocol.models import Claimed, Counts
from plong.protocol.requests import Claim, Find, Remove
from tests.support.house import ADDRESS, House, open_house
from tests.support.peers import NOW

STRANGER = encode_id(bytes(64))
"""A PrivateId that nobody has."""
NO_SECRETS = ["", " ", "short", STRANGER + "A", STRANGER[:-1], STRANGER[:-1] + "=", "\ud800" * 86]


def claim_of(private_id: str | None, passphrase: bytes = b"otter", **more: int) -> Claim:
    return Claim(private_id, passphrase, more.get("uses"), more.get("timeout"))


async def test_ohai_makes_a_peer_with_two_names(house: House) -> None:
    greeting = await house.directory.greet(ADDRESS)
    assert is_private_id(greeting.private_id)
    assert is_public_id(greeting.peer.public_id)
    assert greeting.peer.public_id == public_id_of(greeting.private_id)
    assert greeting.peer.created_at == NOW


async def test_every_ohai_makes_another_peer(house: House) -> None:
    greetings = [await house.directory.greet(ADDRESS) for _ in range(50)]
    assert len({greeting.private_id for greeting in greetings}) == 50
    assert await house.directory.counts() == Counts(50, 0)


async def test_a_peer_is_known_by_both_names(house: House) -> None:
    me = await house.directory.greet(ADDRESS)
    assert await house.directory.peer_by_private_id(me.private_id) == me.peer
    assert await house.directory.peer(me.peer.public_id) == me.peer


QUESTIONS: list[Callable[[Directory, str], Awaitable[object]]] = [
    lambda directory, secret: directory.peer_by_private_id(secret),
    lambda directory, secret: directory.claim(claim_of(secret), None, ADDRESS),
    lambda directory, secret: directory.claim(claim_of(secret), public_id_of(STRANGER), ADDRESS),
    lambda directory, secret: directory.remove(Remove(secret)),
]


@pytest.mark.parametrize("secret", [STRANGER, *NO_SECRETS])
@pytest.mark.parametrize("question", range(len(QUESTIONS)))
async def test_a_wrong_secret_is_no_such_peer_and_costs_no_hash(
    house: House, question: int, secret: str
) -> None:
    await house.directory.greet(ADDRESS)
    with pytest.raises(NoSuchPeer):
        await QUESTIONS[question](house.directory, secret)
    assert house.hasher.digests == 0


async def test_a_public_id_is_no_secret(house: House) -> None:
    me = await house.directory.greet(ADDRESS)
    with pytest.raises(NoSuchPeer):
        await house.directory.peer_by_private_id(me.peer.public_id)


async def test_a_claim_lasts_as_long_as_configured() -> None:
    house = await open_house(identity_timeout=100)
    me = await house.directory.greet(ADDRESS)
    claimed = await house.directory.claim(claim_of(me.private_id), None, ADDRESS)
    assert claimed == Claimed(me.peer, NOW + 100)
    house.clock.time = NOW + 99.999
    assert await house.directory.find(Find(b"otter"), ADDRESS) == me.peer
    house.clock.time = NOW + 100
    with pytest.raises(IdentityNotFound):
        await house.directory.find(Find(b"otter"), ADDRESS)
    assert await house.directory.counts() == Counts(1, 0)


async def test_a_claim_may_ask_for_less_time_and_few_uses(house: House) -> None:
    me = await house.directory.greet(ADDRESS)
    claim = claim_of(me.private_id, uses=1, timeout=7)
    claimed = await house.directory.claim(claim, None, ADDRESS)
    assert claimed.expires_at == NOW + 7
    await house.directory.find(Find(b"otter"), ADDRESS)
    with pytest.raises(IdentityNotFound):
        await house.directory.find(Find(b"otter"), ADDRESS)


async def test_a_connections_claim_is_for_its_own_peer(house: House) -> None:
    me = await house.directory.greet(ADDRESS)
    claimed = await house.directory.claim(claim_of(None), me.peer.public_id, ADDRESS)
    assert claimed.peer == me.peer


async def test_a_connections_claim_with_a_secret_is_for_whom_it_proves(house: House) -> None:
    me, other = await house.directory.greet(ADDRESS), await house.directory.greet(ADDRESS)
    claim = claim_of(other.private_id)
    assert (await house.directory.claim(claim, me.peer.public_id, ADDRESS)).peer == other.peer


async def test_a_claim_for_nobody_is_no_such_peer(house: House) -> None:
    with pytest.raises(NoSuchPeer):
        await house.directory.claim(claim_of(None), None, ADDRESS)


async def test_a_passphrase_stands_for_one_peer(house: House) -> None:
    me, other = await house.directory.greet(ADDRESS), await house.directory.greet(ADDRESS)
    await house.directory.claim(claim_of(me.private_id), None, ADDRESS)
    with pytest.raises(PassphraseTaken):
        await house.directory.claim(claim_of(other.private_id), None, ADDRESS)
    assert await house.directory.find(Find(b"otter"), ADDRESS) == me.peer


async def test_a_removed_peer_is_forgotten_with_its_passphrases(house: House) -> None:
    me = await house.directory.greet(ADDRESS)
    await house.directory.claim(claim_of(me.private_id), None, ADDRESS)
    assert await house.directory.remove(Remove(me.private_id)) == me.peer
    with pytest.raises(IdentityNotFound):
        await house.directory.find(Find(b"otter"), ADDRESS)
    with pytest.raises(NoSuchPeer):
        await house.directory.remove(Remove(me.private_id))


async def test_limits_of_peers_and_identities_are_the_configured_ones() -> None:
    house = await open_house(max_peers=2, max_identities=1)
    me = await house.directory.greet(ADDRESS)
    await house.directory.greet(ADDRESS)
    with pytest.raises(ServerFull):
        await house.directory.greet(ADDRESS)
    await house.directory.claim(claim_of(me.private_id), None, ADDRESS)
    with pytest.raises(ServerFull):
        await house.directory.claim(claim_of(me.private_id, b"heron"), None, ADDRESS)


async def test_peers_are_counted_by_address() -> None:
    house = await open_house(peers_per_minute=2)
    await house.directory.greet("2001:db8::1")
    await house.directory.greet("2001:db8::2")
    with pytest.raises(RateLimited) as caught:
        await house.directory.greet("2001:db8::3")
    assert caught.value.retry_after == 30
    await house.directory.greet("2001:db9::1")
    house.clock.time += 30.1
    await house.directory.greet("2001:db8::1")


async def test_tries_are_counted_by_address_before_anything_is_hashed() -> None:
    house = await open_house(passphrase_tries=2)
    me = await house.directory.greet(ADDRESS)
    await house.directory.claim(claim_of(me.private_id), None, "2001:db8::1")
    await house.directory.find(Find(b"otter"), "2001:db8::2")
    for question in (
        house.directory.find(Find(b"otter"), "2001:db8::3"),
        house.directory.claim(claim_of(me.private_id), None, "2001:db8::1"),
    ):
        with pytest.raises(RateLimited) as caught:
            await question
        assert caught.value.retry_after == 30
    assert house.hasher.digests == 2
    assert await house.directory.find(Find(b"otter"), "2001:db9::1") == me.peer
    house.clock.time += 30.1
    assert await house.directory.find(Find(b"otter"), "2001:db8::1") == me.peer
