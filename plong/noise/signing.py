"""`SignedMessage`: Ed25519 over the exact bytes that travel, which nobody may write anew.

docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plong.noise.identity import Identity
from plong.protocol.lcdp.curve import is_proper
from plong.protocol.lcdp.models import SignedMessage


def sign(identity: Identity, payload: bytes) -> SignedMessage:
    """Return a payload, which is UTF-8, with its signature."""
    return SignedMessage(identity.key, identity.sign(payload), payload)


def is_signed(message: SignedMessage) -> bool:
    """Tell whether the key that a message names has signed its payload.

    Keys of small order never have, though they verify: anybody can sign for them.
    """
    if not is_proper(message.key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(message.key).verify(message.signature, message.payload)
    except (InvalidSignature, ValueError):
        return False
    return True
