"""A relay's word that somebody may be reached by way of it. libp2p specs, relay/circuit-v2."""

from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.envelope import Purpose, Signer, Verify, open_envelope, seal
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of, read_peer_id
from plong.protocol.libp2p.protobuf import Fields, write_bytes, write_number

VOUCHER: Final = Purpose("libp2p-relay-rsvp", b"\x03\x02")

_RELAY: Final = 1
_PEER: Final = 2
_EXPIRES: Final = 3


@dataclass(frozen=True, slots=True)
class Voucher:
    """What the relay says."""

    relay: PeerId
    peer: PeerId
    """Who may be reached."""
    expires: int
    """Epoch seconds."""


def seal_voucher(peer: PeerId, expires: int, signer: Signer) -> bytes:
    """Return a voucher of one's own, in an envelope."""
    parts = (
        write_bytes(_RELAY, peer_id_of(signer.key).data),
        write_bytes(_PEER, peer.data),
        write_number(_EXPIRES, expires),
    )
    return seal(VOUCHER, b"".join(parts), signer)


def open_voucher(data: bytes, verify: Verify) -> Voucher:
    """Return what a relay says; whether it is over already, is for the caller to see.

    Raises:
        ProtocolViolation: it is no such envelope, or not signed by the relay that it names.
    """
    opened = open_envelope(VOUCHER, data, verify)
    fields = Fields(opened.payload)
    relay, peer = (read_peer_id(fields.bytes_of(field) or b"") for field in (_RELAY, _PEER))
    if relay != peer_id_of(opened.key):
        raise ProtocolViolation("A peer has signed the voucher of another.")
    return Voucher(relay, peer, fields.number(_EXPIRES) or 0)
