"""What peers say of themselves within Noise's handshake.

libp2p specs, noise/README, "The libp2p Handshake Payload"; connections/inlined-muxer-negotiation.

    NoiseHandshakePayload { 1: identity_key   PublicKey
                            2: identity_sig   by it, over `signed_by_peer`
                            4: extensions     { 1: webtransport_certhashes   2: stream_muxers } }
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import PublicKey, read_public_key, write_public_key
from plong.protocol.libp2p.protobuf import Fields, write_bytes

MAX_MUXERS: Final = 32
"""That a peer may name; they name one or two."""

_KEY: Final = 1
_SIGNATURE: Final = 2
_EXTENSIONS: Final = 4
_MUXERS: Final = 2
_SIGNED: Final = b"noise-libp2p-static-key:"


@dataclass(frozen=True, slots=True)
class Payload:
    """Who somebody claims to be."""

    key: PublicKey
    signature: bytes
    """By that key, over `signed_by_peer`; yet to be verified."""
    muxers: tuple[str, ...] = ()
    """Protocol ids, the best first; none: it will be negotiated afterwards."""


def signed_by_peer(static: bytes) -> bytes:
    """Return what a peer signs, so that a static key of Noise counts as its own."""
    return _SIGNED + static


def write_payload(payload: Payload) -> bytes:
    """Return the message of a payload."""
    named = b"".join(write_bytes(_MUXERS, muxer.encode()) for muxer in payload.muxers)
    key = write_bytes(_KEY, write_public_key(payload.key))
    extensions = write_bytes(_EXTENSIONS, named) if named else b""
    return key + write_bytes(_SIGNATURE, payload.signature) + extensions


def read_payload(data: bytes) -> Payload:
    """Return a payload from its message.

    Raises:
        ProtocolViolation: it is none, or names more than `MAX_MUXERS` muxers.
    """
    fields = Fields(data)
    key, signature = fields.bytes_of(_KEY), fields.bytes_of(_SIGNATURE)
    if key is None or signature is None:
        raise ProtocolViolation("Noise: a peer does not say who it is, or does not sign it.")
    return Payload(read_public_key(key), signature, _read_muxers(fields.bytes_of(_EXTENSIONS)))


def common_muxer(dialer: Sequence[str], listener: Sequence[str]) -> str | None:
    """Return the first muxer of the dialer's that the listener has too, if any."""
    return next((muxer for muxer in dialer if muxer in listener), None)


def _read_muxers(extensions: bytes | None) -> tuple[str, ...]:
    named = Fields(extensions or b"").all_bytes(_MUXERS)
    if len(named) > MAX_MUXERS:
        raise ProtocolViolation(f"Noise: a peer names {len(named)} muxers.")
    try:
        return tuple(muxer.decode() for muxer in named)
    except UnicodeDecodeError:
        raise ProtocolViolation("Noise: the name of a muxer is not UTF-8.") from None
