"""`EncryptedMessages`: the first message of Noise IK, a new handshake for each datagram.

    32 bytes   e    a key made for this message only
    48 bytes   s    the sender's X25519 key, encrypted with what e and the receiver agree on
    the rest        the payload, encrypted with that and what sender and receiver agree on

There is no second message, so the receiver's key is all that keeps it secret, for ever; and
whoever has that key can write in anybody's name. docs/wire/lcdp.md; the Noise Protocol Framework,
revision 34, sections 5.3 and 7.5.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from plong.noise.identity import Identity, exchange
from plong.noise.symmetric import TAG_BYTES, Symmetric
from plong.protocol.lcdp.crypto import Opened
from plong.protocol.lcdp.curve import to_edwards, to_montgomery
from plong.protocol.lcdp.models import KEY_BYTES

OVERHEAD: Final = KEY_BYTES + KEY_BYTES + TAG_BYTES + TAG_BYTES
"""Bytes that a message is longer than its payload."""
MAX_BYTES: Final = 65535
"""Of any message of Noise."""
MAX_PAYLOAD: Final = MAX_BYTES - OVERHEAD

_STATIC_AT: Final = KEY_BYTES
_PAYLOAD_AT: Final = _STATIC_AT + KEY_BYTES + TAG_BYTES


def seal(identity: Identity, key: bytes, payload: bytes, entropy: bytes) -> bytes:
    """Return a payload so that only the owner of a key can read it, and knows who wrote it.

    Args:
        identity: the sender.
        key: the receiver's Ed25519 key, one that `plong.protocol.lcdp.curve.is_point` holds for.
        payload: up to `MAX_PAYLOAD` bytes.
        entropy: 32 random bytes, used for nothing else.

    Raises:
        ValueError: the payload is too long, the entropy not 32 bytes, or the key of small order.
    """
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"The payload has {len(payload)} bytes; {MAX_PAYLOAD} may be sealed.")
    ephemeral, receiver = X25519PrivateKey.from_private_bytes(entropy), to_montgomery(key)
    state, shown = Symmetric(receiver), ephemeral.public_key().public_bytes_raw()
    state.mix_hash(shown)
    state.mix_key(_insist(exchange(ephemeral, receiver), key))
    static = state.encrypt(identity.x25519)
    state.mix_key(_insist(identity.agree_again(receiver), key))
    return shown + static + state.encrypt(payload)


def open_sealed(identity: Identity, data: bytes) -> Opened | None:
    """Return who wrote a message, and what; None: it is for somebody else, was changed, or is none.

    It is as good as the sender wrote it, but anybody may have sent it again: ask a `ReplayGuard`.

    Args:
        identity: the receiver.
        data: what `seal` has returned, or anything else.
    """
    if not OVERHEAD <= len(data) <= MAX_BYTES:
        return None
    try:
        return _open(identity, data)
    except InvalidTag:
        return None


def _open(identity: Identity, data: bytes) -> Opened | None:
    state, shown = Symmetric(identity.x25519), data[:_STATIC_AT]
    state.mix_hash(shown)
    sender = _read_sender(state, identity.agree(shown), data[_STATIC_AT:_PAYLOAD_AT])
    secret = sender and identity.agree_again(sender)
    if not sender or not secret:
        return None
    state.mix_key(secret)
    return Opened(sender, shown, state.decrypt(data[_PAYLOAD_AT:]))


def _read_sender(state: Symmetric, secret: bytes | None, box: bytes) -> bytes | None:
    """Return the sender's key; None: nobody has such a key, or one that is spelled like this."""
    if secret is None:
        return None
    state.mix_key(secret)
    sender = state.decrypt(box)
    return sender if to_edwards(sender) else None


def _insist(secret: bytes | None, key: bytes) -> bytes:
    if secret is None:
        raise ValueError(f"The key {key.hex()} is of small order: everybody could read this.")
    return secret
