"""`FastEncryptedMessages`: an older way to encrypt, which is read and not written any more.

The key is the same for all messages between two nodes, in both directions; so a node that wrote
such messages would be sent its own ones back. docs/wire/lcdp.md.
"""

from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plong.noise.identity import Identity
from plong.protocol.lcdp.crypto import Opened
from plong.protocol.lcdp.curve import is_proper, to_montgomery

NONCE_BYTES: Final = 12


def open_fast(identity: Identity, sender: bytes, nonce: bytes, ciphertext: bytes) -> Opened | None:
    """Return who wrote a message, and what; None: it is for somebody else, was changed, or is none.

    Args:
        identity: the receiver.
        sender: the Ed25519 key that the message names. It may be of the other sign than the true
            one, for the message does not prove it; `Opened.sender` is proven.
        nonce: as it stands in the message.
        ciphertext: likewise.
    """
    if not is_proper(sender) or len(nonce) != NONCE_BYTES:
        return None
    x25519 = to_montgomery(sender)
    secret = identity.agree_again(x25519)
    try:
        payload = secret and AESGCM(sha256(secret).digest()).decrypt(nonce, ciphertext, None)
    except InvalidTag:
        return None
    return None if payload is None else Opened(x25519, x25519 + nonce, payload)
