"""PING's refusals, as docs/wire/ping.md lists them."""

import pytest

from plong.protocol.errors import Refusal
from plong.protocol.ping import errors

REFUSALS = [
    (errors.NotTheOwner(), 401, "not-the-owner"),
    (errors.BadToken(), 401, "bad-token"),
    (errors.NotYourOrigin(), 403, "not-your-origin"),
    (errors.NoSuchPing(), 404, "no-such-ping"),
    (errors.NotPulled(), 409, "not-pulled"),
    (errors.AlreadyAcknowledged(), 409, "already-acknowledged"),
    (errors.Gone(), 410, "gone"),
    (errors.UnsupportedType(), 415, "unsupported-type"),
    (errors.HashMismatch("a", "b"), 422, "hash-mismatch"),
    (errors.SenderFailed(), 502, "sender-failed"),
    (errors.TargetFailed(), 502, "target-failed"),
    (errors.NotAllowedThere(), 502, "not-allowed-there"),
]


@pytest.mark.parametrize(("refusal", "status", "code"), REFUSALS)
def test_a_refusal_has_a_status_a_code_and_a_sentence(
    refusal: Refusal, status: int, code: str
) -> None:
    assert (refusal.status, refusal.code) == (status, code)
    assert str(refusal).endswith(".")
