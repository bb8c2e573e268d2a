"""Whose key is where: what is believed of what strangers say.

Rule 1: a key moves only by its own signature over the cookie that was given to its new address.
Rule 2: a key that nobody knows is taken on its word, if its address is true; rule 1 corrects it.

Nodes in the wild take any signature for any key, and a key's first address from anybody.
docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from plong.protocol.lcdp.cookies import returned
from plong.protocol.lcdp.models import Cookie, Endpoint, Message, SignedMessage

PROVEN_TTL: Final = 7 * 86400.0
"""Seconds that a key is known which has signed for its address, since it was last heard."""
CLAIM_TTL: Final = 600.0
"""Seconds for a key that has not."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`MyPublicKey`, and what its datagram proves."""

    key: bytes
    """32 bytes, unchecked."""
    address: Endpoint
    """Where the datagram came from."""
    is_verified: bool
    """Whether the datagram brought back the cookie that was given to this address."""
    signers: frozenset[bytes] = frozenset()
    """The `fresh_signer` of each `SignedMessage` in the same datagram."""


@dataclass(frozen=True, slots=True)
class Known:
    """A key and its address."""

    key: bytes
    address: Endpoint
    heard_at: float
    """Epoch seconds of the last claim that was believed."""
    is_proven: bool
    """Whether the key has signed for this address; else somebody there has just said so."""

    def is_over(self, now: float) -> bool:
        """Tell whether the key was not heard for too long."""
        return now - self.heard_at >= (PROVEN_TTL if self.is_proven else CLAIM_TTL)


def fresh_signer(
    signed: SignedMessage, inner: Iterable[Message], is_ours: Callable[[Cookie], bool]
) -> bytes | None:
    """Return the key that has signed for the address of a datagram; None: it has not.

    Args:
        signed: stands in the datagram, and its signature is right.
        inner: the messages in its payload, not those within them, which others may have said.
        is_ours: whether a cookie was given to just this address.
    """
    return signed.key if any(map(is_ours, returned(inner))) else None


def judge(known: Known | None, claim: Claim, now: float) -> Known | None:
    """Return what is known of a key after a claim; None: the claim changes nothing.

    Args:
        known: what was known of this key before; None: nothing.
        claim: what is said of it.
        now: epoch seconds.
    """
    if claim.key in claim.signers:
        return Known(claim.key, claim.address, now, is_proven=True)
    if not claim.is_verified:
        return None
    if known is None or known.is_over(now):
        return Known(claim.key, claim.address, now, is_proven=False)
    return replace(known, heard_at=now) if known.address == claim.address else None
