"""What is believed of whose key is where."""

from dataclasses import replace

import pytest

from plong.protocol.lcdp.claims import CLAIM_TTL, PROVEN_TTL, Claim, Known, fresh_signer, judge
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Cookie,
    Endpoint,
    Forwarded,
    Message,
    MyPublicKey,
    PleaseAlwaysReturn,
    SignedMessage,
)

KEY, OTHER = b"k" * 32, b"o" * 32
HOME, AWAY = Endpoint("192.0.2.1", 24254), Endpoint("198.51.100.7", 24254)
NOW = 1_900_000_000.0
CLAIMED = Known(KEY, HOME, NOW - 1, is_proven=False)
PROVEN = replace(CLAIMED, is_proven=True)
MINE, THEIRS = frozenset({KEY}), frozenset({OTHER})


def heard(address: Endpoint, *, is_proven: bool) -> Known:
    return Known(KEY, address, NOW, is_proven)


UNSIGNED = [
    (None, HOME, heard(HOME, is_proven=False)),
    (CLAIMED, HOME, heard(HOME, is_proven=False)),
    (CLAIMED, AWAY, None),
    (PROVEN, HOME, heard(HOME, is_proven=True)),
    (PROVEN, AWAY, None),
]


@pytest.mark.parametrize("signers", [frozenset[bytes](), THEIRS])
@pytest.mark.parametrize(("known", "address", "after"), UNSIGNED)
def test_without_its_signature_a_key_comes_first_or_not_at_all(
    known: Known | None, address: Endpoint, after: Known | None, signers: frozenset[bytes]
) -> None:
    claim = Claim(KEY, address, is_verified=True, signers=signers)
    assert judge(known, claim, NOW) == after


@pytest.mark.parametrize("signers", [frozenset[bytes](), THEIRS])
@pytest.mark.parametrize("known", [None, CLAIMED, PROVEN])
@pytest.mark.parametrize("address", [HOME, AWAY])
def test_who_may_write_from_anywhere_is_not_believed(
    known: Known | None, address: Endpoint, signers: frozenset[bytes]
) -> None:
    assert judge(known, Claim(KEY, address, is_verified=False, signers=signers), NOW) is None


@pytest.mark.parametrize("known", [None, CLAIMED, PROVEN])
@pytest.mark.parametrize("address", [HOME, AWAY])
@pytest.mark.parametrize("is_verified", [True, False])
def test_its_own_signature_takes_a_key_anywhere(
    known: Known | None, address: Endpoint, is_verified: bool
) -> None:
    claim = Claim(KEY, address, is_verified, MINE | THEIRS)
    assert judge(known, claim, NOW) == heard(address, is_proven=True)


@pytest.mark.parametrize(("known", "ttl"), [(CLAIMED, CLAIM_TTL), (PROVEN, PROVEN_TTL)])
def test_a_key_that_was_not_heard_for_long_is_anybodys(known: Known, ttl: float) -> None:
    claim = Claim(KEY, AWAY, is_verified=True)
    assert judge(replace(known, heard_at=NOW - ttl + 1), claim, NOW) is None
    assert judge(replace(known, heard_at=NOW - ttl), claim, NOW) == heard(AWAY, is_proven=False)


OURS = Cookie('{"cookie":"ours"}', "ours")
NOT_OURS = Cookie('{"cookie":"old"}', "old")
SIGNED = SignedMessage(KEY, bytes(64), b"unread here")

INNER: list[tuple[list[Message], bool]] = [
    ([AlwaysReturned(OURS)], True),
    ([AlwaysReturned(NOT_OURS), MyPublicKey(KEY), AlwaysReturned(OURS)], True),
    ([], False),
    ([AlwaysReturned(NOT_OURS)], False),
    ([PleaseAlwaysReturn(OURS)], False),
    ([SignedMessage(OTHER, bytes(64), b'[{"AlwaysReturned":{"cookie":"ours"}}]')], False),
    ([Forwarded(AWAY, '[{"AlwaysReturned":{"cookie":"ours"}}]')], False),
]


@pytest.mark.parametrize(("inner", "is_fresh"), INNER)
def test_a_signature_is_fresh_if_it_is_over_the_cookie(
    inner: list[Message], is_fresh: bool
) -> None:
    signer = fresh_signer(SIGNED, inner, lambda cookie: cookie == OURS)
    assert signer == (KEY if is_fresh else None)
