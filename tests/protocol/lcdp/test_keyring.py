"""Which keys are known, where, and who is meant by a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.claims import CLAIM_TTL, PROVEN_TTL, Claim, Known
from plong.protocol.lcdp.curve import is_point, to_montgomery
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.models import Endpoint
from tests.protocol.lcdp.keys import ALICE, AWAY, BOB, CLAIMS, HOME, KEYS, NOW, make, said, signed
from tests.protocol.lcdp.points import NOT_CANONICAL, SMALL_KEYS, spell

OTHER_ALICE = ALICE[:-1] + bytes([ALICE[-1] ^ 0x80])


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


def test_a_restart_changes_nothing() -> None:
    keyring, after = make(), make()
    keyring.hear(said(ALICE), NOW)
    keyring.hear(signed(BOB, AWAY), NOW)
    after.restore(keyring.rows())
    assert after.rows() == keyring.rows()
    assert after.keys_at(AWAY) == (BOB,)


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
