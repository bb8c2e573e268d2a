"""What LCDP's rules ask of a cipher; `plong.noise.crypto` has one."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from plong.protocol.lcdp.models import EncryptedMessages, SignedMessage


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in an encrypted message."""

    sender: bytes
    """The sender's X25519 key, 32 bytes: `Keyring.name` says whose that is, if anybody's."""
    mark: bytes
    """What no two messages have in common, for the `ReplayGuard`."""
    payload: bytes
    """A JSON array of messages, if the sender keeps to the rules."""


class Crypto(Protocol):
    """The keys of one node, as the rules use them."""

    key: bytes
    """The node's Ed25519 key, 32 bytes."""

    @abstractmethod
    def sign(self, payload: bytes) -> SignedMessage:
        """Return the payload, which is UTF-8, signed."""

    @abstractmethod
    def is_signed(self, message: SignedMessage) -> bool:
        """Tell whether the key that the message names has signed just these bytes."""

    @abstractmethod
    def seal(self, key: bytes, payload: bytes, entropy: bytes) -> EncryptedMessages:
        """Return the payload so that only the owner of an Ed25519 key can read it.

        Args:
            key: of whom it is for, one that `plong.protocol.lcdp.curve.is_point` holds for.
            payload: a JSON array of messages.
            entropy: 32 random bytes, used for nothing else.

        Raises:
            ValueError: the payload is too long, or everybody could read what the key encrypts.
        """

    @abstractmethod
    def open(self, message: EncryptedMessages) -> Opened | None:
        """Return what is in a message; None: it is not for this node, was changed, or is none."""

    @abstractmethod
    def open_fast(self, sender: bytes, nonce: bytes, ciphertext: bytes) -> Opened | None:
        """Return what is in a `FastEncryptedMessages`, likewise."""
