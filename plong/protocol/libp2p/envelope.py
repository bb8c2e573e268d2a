"""What somebody has signed, with whose key, so that others can pass it on.

libp2p specs, RFC 0002, signed envelopes. What is signed begins with a domain, which is not sent:
nobody can take a signature for one thing as that for another.
"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import (
    PublicKey,
    read_public_key,
    write_public_key,
)
from plong.protocol.libp2p.protobuf import Fields, write_bytes

_KEY: Final = 1
_TYPE: Final = 2
_PAYLOAD: Final = 3
_SIGNATURE: Final = 5


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an envelope is for."""

    domain: str
    """What its signature is good for."""
    payload_type: bytes
    """What kind of message is in it."""


class Signer(Protocol):
    """Oneself."""

    @property
    def key(self) -> PublicKey:
        """The key that verifies what is signed."""

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """Return the signature of just these bytes."""


Verify = Callable[[PublicKey, bytes, bytes], bool]
"""Tells whether a key has made a signature (second) of just these bytes (third).

False, too, if the key is none, or of a kind that it cannot verify.
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in an envelope."""

    key: PublicKey
    """Of whom it is."""
    payload: bytes


def seal(purpose: Purpose, payload: bytes, signer: Signer) -> bytes:
    """Return an envelope."""
    parts = (
        write_bytes(_KEY, write_public_key(signer.key)),
        write_bytes(_TYPE, purpose.payload_type),
        write_bytes(_PAYLOAD, payload),
        write_bytes(_SIGNATURE, signer.sign(signed_bytes(purpose, payload))),
    )
    return b"".join(parts)


def open_envelope(purpose: Purpose, data: bytes, verify: Verify) -> Opened:
    """Return what is in an envelope.

    Raises:
        ProtocolViolation: it is none, for another purpose, or not signed by whom it names.
    """
    fields = Fields(data)
    key, payload = fields.bytes_of(_KEY), fields.bytes_of(_PAYLOAD)
    signature = fields.bytes_of(_SIGNATURE)
    if key is None or payload is None or signature is None:
        raise ProtocolViolation("An envelope is not complete.")
    if fields.bytes_of(_TYPE) != purpose.payload_type:
        raise ProtocolViolation("An envelope holds something else.")
    opened = Opened(read_public_key(key), payload)
    if not verify(opened.key, signature, signed_bytes(purpose, payload)):
        raise ProtocolViolation("An envelope is not signed by whom it names.")
    return opened


def signed_bytes(purpose: Purpose, payload: bytes) -> bytes:
    """Return what is signed: each part behind its length."""
    parts = (purpose.domain.encode("utf-8"), purpose.payload_type, payload)
    return b"".join(map(write_delimited, parts))
