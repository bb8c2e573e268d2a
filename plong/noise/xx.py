"""Noise_XX_25519_ChaChaPoly_SHA256: three messages between two who know nothing of each other.

    -> e                 the initiator's ephemeral key, and a payload that everybody can read
    <- e, ee, s, es      the responder's, then its static key and payload, for the initiator only
    -> s, se             the initiator's static key and payload, for that responder only

The Noise Protocol Framework, revision 34, sections 5.3 and 7.5. Whose static keys these are, Noise
does not say: `plong.noise.handshake` does.
"""

from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from plong.noise.identity import exchange
from plong.noise.symmetric import TAG_BYTES, XX, Symmetric
from plong.protocol.libp2p.errors import ProtocolViolation

KEY_BYTES: Final = 32

_BOXED_KEY_BYTES: Final = KEY_BYTES + TAG_BYTES


class KeyPair:
    """An X25519 key.

    Args:
        secret: `KEY_BYTES` random bytes, used for nothing else.
    """

    def __init__(self, secret: bytes) -> None:
        self._private = X25519PrivateKey.from_private_bytes(secret)
        self.public: Final = self._private.public_key().public_bytes_raw()

    def agree(self, public: bytes) -> bytes:
        """Return the secret shared with the owner of a key.

        Raises:
            ProtocolViolation: everybody would know it, or it is no key.
        """
        secret = exchange(self._private, public)
        if secret is None:
            raise ProtocolViolation("Noise: a key is of small order, or none.")
        return secret


class Split(NamedTuple):
    """The keys of what follows the handshake."""

    sending: bytes
    receiving: bytes


class _Party:
    """What both do.

    Args:
        static: this side's key, which may serve many handshakes.
        ephemeral: this side's key for this handshake only.
        prologue: what both sides have seen before.
    """

    def __init__(self, static: KeyPair, ephemeral: KeyPair, prologue: bytes = b"") -> None:
        self._static = static
        self._ephemeral = ephemeral
        self._state = Symmetric(XX, prologue)
        self.remote = b""
        """The other side's static key, as soon as it was said."""

    @property
    def hash(self) -> bytes:
        """All that was said, as 32 bytes that both sides have."""
        return self._state.hash

    def _write_ephemeral(self) -> bytes:
        self._state.mix_hash(self._ephemeral.public)
        return self._ephemeral.public

    def _read_ephemeral(self, message: bytes) -> bytes:
        if len(message) < KEY_BYTES:
            raise ProtocolViolation("Noise: a message ends within a key.")
        self._state.mix_hash(message[:KEY_BYTES])
        return message[:KEY_BYTES]

    def _agree(self, mine: KeyPair, other: bytes) -> None:
        self._state.mix_key(mine.agree(other))

    def _read_static(self, message: bytes) -> bytes:
        self.remote = self._decrypt(message[:_BOXED_KEY_BYTES])
        return self.remote

    def _decrypt(self, box: bytes) -> bytes:
        try:
            return self._state.decrypt(box)
        except InvalidTag:
            raise ProtocolViolation("Noise: a message was written with another key.") from None


class Initiator(_Party):
    """Who speaks first. Call its methods in their order, each once."""

    def write_first(self, payload: bytes = b"") -> bytes:
        """Return the first message; everybody can read its payload."""
        shown = self._write_ephemeral()
        self._state.mix_hash(payload)
        return shown + payload

    def read_second(self, message: bytes) -> bytes:
        """Return the payload of the second message.

        Raises:
            ProtocolViolation: it is none, or was changed on its way.
        """
        self._other = self._read_ephemeral(message)
        self._agree(self._ephemeral, self._other)
        message = message[KEY_BYTES:]
        self._agree(self._ephemeral, self._read_static(message))
        return self._decrypt(message[_BOXED_KEY_BYTES:])

    def write_third(self, payload: bytes) -> bytes:
        """Return the third message."""
        static = self._state.encrypt(self._static.public)
        self._agree(self._static, self._other)
        return static + self._state.encrypt(payload)

    def split(self) -> Split:
        """Return the keys, after the third message."""
        return Split(*self._state.split())


class Responder(_Party):
    """Who answers. Call its methods in their order, each once."""

    def read_first(self, message: bytes) -> bytes:
        """Return the payload of the first message, which everybody may have written.

        Raises:
            ProtocolViolation: it is none.
        """
        self._other = self._read_ephemeral(message)
        self._state.mix_hash(message[KEY_BYTES:])
        return message[KEY_BYTES:]

    def write_second(self, payload: bytes) -> bytes:
        """Return the second message.

        Raises:
            ProtocolViolation: everybody could read it, by the key in the first.
        """
        shown = self._write_ephemeral()
        self._agree(self._ephemeral, self._other)
        static = self._state.encrypt(self._static.public)
        self._agree(self._static, self._other)
        return shown + static + self._state.encrypt(payload)

    def read_third(self, message: bytes) -> bytes:
        """Return the payload of the third message.

        Raises:
            ProtocolViolation: it is none, or was changed on its way.
        """
        self._agree(self._ephemeral, self._read_static(message))
        return self._decrypt(message[_BOXED_KEY_BYTES:])

    def split(self) -> Split:
        """Return the keys, after the third message."""
        receiving, sending = self._state.split()
        return Split(sending, receiving)
