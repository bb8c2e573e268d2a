"""Which keys are known, and which had to go."""

from collections import Counter
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.claims import CLAIM_TTL, PROVEN_TTL, Claim, Known
from plong.protocol.lcdp.curve import is_point, to_montgomery
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.models import Endpoint
from tests.protocol.lcdp.points import NOT_CANONICAL, SMALL_KEYS, spell

NOW = 1_900_000_000.0
HOME, AWAY = Endpoint("192.0.2.1", 24254), Endpoint("198.51.100.7", 24254)
ROOM, ROOM_PER_HOST = 12, 4


def public(number: int) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
    return key.public_key().public_bytes_raw()


KEYS = [public(number) for number in range(40)]
ALICE, BOB = KEYS[:2]
OTHER_ALICE = ALICE[:-1] + bytes([ALICE[-1] ^ 0x80])


def make() -> Keyring:
    return Keyring(ROOM, ROOM_PER_HOST)


def said(key: bytes, address: Endpoint = HOME) -> Claim:
    return Claim(key, address, is_verified=True)


def signed(key: bytes, address: Endpoint = HOME) -> Claim:
    return Claim(key, address, is_verified=True, signers=frozenset({key}))


def test_a_key_is_known_where_it_said_so_first() -> None:
    keyring = make()
    assert keyring.hear(said(ALICE), NOW)
    assert not keyring.hear(said(ALICE, AWAY), NOW)
    assert keyring.find(ALICE) == Known(ALICE, HOME, NOW, is_proven=False)
    assert keyring.keys_at(HOME) == (ALICE,)
    assert keyring.keys_at(AWAY) == ()
    assert keyring.find(BOB) is None


def test_a_key_moves_by_its_own_signature() -> None:
    keyring = make()
    keyring.hear(said(ALICE), NOW)
    thief = Claim(ALICE, AWAY, is_verified=True, signers=frozenset({BOB}))
    assert not keyring.hear(thief, NOW)
    assert keyring.hear(signed(ALICE, AWAY), NOW)
    assert (keyring.keys_at(HOME), keyring.keys_at(AWAY)) == ((), (ALICE,))
    assert keyring.find(ALICE) == Known(ALICE, AWAY, NOW, is_proven=True)


def test_nobody_is_believed_who_has_not_returned_the_cookie() -> None:
    keyring = make()
    assert not keyring.hear(Claim(ALICE, HOME, is_verified=False), NOW)
    assert len(keyring) == 0


def test_several_keys_share_an_address() -> None:
    keyring = make()
    for key in KEYS[:3]:
        assert keyring.hear(said(key), NOW)
    keyring.hear(said(KEYS[3], Endpoint(HOME.host, 1)), NOW)
    keyring.hear(said(ALICE), NOW)
    assert keyring.keys_at(HOME) == (ALICE, KEYS[2], KEYS[1])


NOT_POINTS = [spell(y) for y in range(2, 20) if not is_point(spell(y))]


@pytest.mark.parametrize("key", [*SMALL_KEYS, *NOT_CANONICAL, *NOT_POINTS, b"", b"x" * 33])
def test_what_is_no_point_is_no_key(key: bytes) -> None:
    keyring = make()
    assert not keyring.hear(said(key), NOW)
    assert not keyring.hear(signed(key), NOW)
    assert len(keyring) == 0


def test_a_sender_is_named() -> None:
    keyring = make()
    assert keyring.name(to_montgomery(ALICE)) is None
    keyring.hear(said(ALICE), NOW)
    assert keyring.name(to_montgomery(ALICE)) == ALICE
    assert keyring.name(to_montgomery(BOB)) is None
    assert keyring.name(b"") is None


@pytest.mark.parametrize("key", [ALICE, OTHER_ALICE])
def test_both_signs_of_a_key_are_named(key: bytes) -> None:
    keyring = make()
    keyring.hear(said(key), NOW)
    assert keyring.name(to_montgomery(ALICE)) == key


def test_nobody_is_taken_for_who_claims_the_other_sign_of_their_key() -> None:
    keyring = make()
    keyring.hear(said(OTHER_ALICE, AWAY), NOW)
    keyring.hear(said(ALICE), NOW)
    assert keyring.name(to_montgomery(ALICE)) is None
    keyring.hear(signed(ALICE), NOW)
    assert keyring.name(to_montgomery(ALICE)) == ALICE


def test_a_key_is_forgotten() -> None:
    keyring = make()
    keyring.hear(said(ALICE), NOW)
    keyring.forget(ALICE)
    keyring.forget(ALICE)
    assert len(keyring) == 0
    assert keyring.keys_at(HOME) == ()


def test_who_is_not_heard_is_forgotten() -> None:
    keyring = make()
    keyring.hear(said(ALICE), NOW)
    keyring.hear(signed(BOB), NOW)
    keyring.prune(NOW + CLAIM_TTL)
    assert keyring.keys_at(HOME) == (BOB,)
    keyring.prune(NOW + PROVEN_TTL)
    assert len(keyring) == 0


@pytest.mark.parametrize(
    ("hosts", "kept"),
    [
        (["192.0.2.1"] * 10, ROOM_PER_HOST),
        ([f"2001:db8::{number:x}" for number in range(10)], ROOM_PER_HOST),
        (["fe80::1%eth0", "fe80::2%eth1"] * 5, ROOM_PER_HOST),
        ([f"2001:db8:0:{number:x}::1" for number in range(10)], 10),
        ([f"192.0.2.{number}" for number in range(10)], 10),
        ([f"192.0.2.{number}" for number in range(40)], ROOM),
    ],
)
@pytest.mark.parametrize("claim", [said, signed])
def test_one_host_has_so_many_and_all_have_so_many(
    hosts: list[str], kept: int, claim: Callable[[bytes, Endpoint], Claim]
) -> None:
    keyring = make()
    for number, host in enumerate(hosts):
        assert keyring.hear(claim(KEYS[number], Endpoint(host, number + 1)), NOW)
    assert [known.key for known in keyring.rows()] == KEYS[len(hosts) - kept : len(hosts)]


def test_who_was_heard_again_stays() -> None:
    keyring = make()
    for number in range(ROOM_PER_HOST):
        keyring.hear(said(KEYS[number]), NOW)
    keyring.hear(said(KEYS[0]), NOW)
    keyring.hear(said(KEYS[ROOM_PER_HOST]), NOW)
    assert keyring.find(KEYS[0])
    assert not keyring.find(KEYS[1])


def test_who_has_signed_goes_for_nobody_who_has_not() -> None:
    keyring = make()
    for key in KEYS[:ROOM_PER_HOST]:
        keyring.hear(signed(key), NOW)
    assert not keyring.hear(said(KEYS[20]), NOW)
    for number in range(ROOM_PER_HOST, ROOM):
        keyring.hear(signed(KEYS[number], Endpoint(f"203.0.113.{number}", 1)), NOW)
    assert not keyring.hear(said(KEYS[21], AWAY), NOW)
    assert [known.key for known in keyring.rows()] == KEYS[:ROOM]
    assert keyring.hear(signed(KEYS[22], AWAY), NOW)
    assert not keyring.find(KEYS[0])


def test_who_has_not_signed_goes_first() -> None:
    keyring = make()
    keyring.hear(signed(KEYS[0]), NOW)
    for key in KEYS[1 : ROOM_PER_HOST + 1]:
        keyring.hear(said(key), NOW)
    assert keyring.keys_at(HOME)[-1] == KEYS[0]
    assert not keyring.find(KEYS[1])


def test_who_moves_to_a_full_host_has_room_there() -> None:
    keyring = make()
    for key in KEYS[:ROOM_PER_HOST]:
        keyring.hear(signed(key), NOW)
    keyring.hear(signed(KEYS[9], AWAY), NOW)
    assert keyring.hear(signed(KEYS[9]), NOW)
    assert keyring.keys_at(HOME) == (KEYS[9], *KEYS[ROOM_PER_HOST - 1 : 0 : -1])
    assert keyring.keys_at(AWAY) == ()


def test_a_restart_changes_nothing() -> None:
    keyring, after = make(), make()
    keyring.hear(said(ALICE), NOW)
    keyring.hear(signed(BOB, AWAY), NOW)
    after.restore(keyring.rows())
    assert after.rows() == keyring.rows()
    assert after.keys_at(AWAY) == (BOB,)


ADDRESSES = st.builds(Endpoint, st.sampled_from([f"192.0.2.{n}" for n in range(6)]), st.just(1))
CLAIMS = st.builds(
    Claim,
    st.sampled_from([*KEYS[:25], SMALL_KEYS[0]]),
    ADDRESSES,
    st.booleans(),
    st.frozensets(st.sampled_from(KEYS[:25]), max_size=2),
)


@given(st.lists(st.tuples(CLAIMS, st.floats(0, 300)), max_size=80))
def test_whatever_is_claimed_no_key_moves_without_its_signature(
    claims: list[tuple[Claim, float]],
) -> None:
    keyring, now = make(), NOW
    for claim, passed in claims:
        now += passed
        before = keyring.rows()
        if keyring.hear(claim, now):
            assert claim.key in keyring.keys_at(claim.address)
        moved = [known for known in before if has_moved(known, keyring)]
        assert all(known.is_over(now) or known.key in claim.signers for known in moved)
        assert {known.key for known in moved} <= {claim.key}


def has_moved(known: Known, keyring: Keyring) -> bool:
    after = keyring.find(known.key)
    return after is not None and after.address != known.address


@given(st.lists(CLAIMS, max_size=80))
def test_whatever_is_claimed_there_is_an_end_to_it(claims: list[Claim]) -> None:
    keyring = make()
    for claim in claims:
        keyring.hear(claim, NOW)
    hosts = Counter(known.address.host for known in keyring.rows())
    assert hosts.total() == len(keyring) <= ROOM
    assert all(count <= ROOM_PER_HOST for count in hosts.values())
    for known in keyring.rows():
        assert known.key in keyring.keys_at(known.address)
        keyring.forget(known.key)
    assert keyring.rows() == ()
    assert not keyring._hosts
