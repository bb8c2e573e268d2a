"""Where a peer says that it is, signed by itself.

libp2p specs, RFC 0003, peer routing records, with the domain and type that all programs use.
"""

from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.envelope import Purpose, Signer, Verify, open_envelope, seal
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr, read_known
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of, read_peer_id
from plong.protocol.libp2p.protobuf import Fields, write_bytes, write_number

PEER_RECORD: Final = Purpose("libp2p-peer-record", b"\x03\x01")

_PEER: Final = 1
_SEQUENCE: Final = 2
_ADDRESS: Final = 3
_MULTIADDR: Final = 1


@dataclass(frozen=True, slots=True)
class PeerRecord:
    """One peer's addresses."""

    peer: PeerId
    sequence: int
    """Of two records of a peer, the one with the higher number counts; seconds since 1970, say."""
    addresses: tuple[Multiaddr, ...]


def seal_peer_record(sequence: int, addresses: tuple[Multiaddr, ...], signer: Signer) -> bytes:
    """Return one's own record in an envelope."""
    record = PeerRecord(peer_id_of(signer.key), sequence, addresses)
    return seal(PEER_RECORD, write_peer_record(record), signer)


def open_peer_record(data: bytes, verify: Verify) -> PeerRecord:
    """Return a record from its envelope. Addresses that nobody here can read are left out.

    Raises:
        ProtocolViolation: it is no such envelope, wrongly signed, or about another peer than who
            signed it.
    """
    opened = open_envelope(PEER_RECORD, data, verify)
    record = read_peer_record(opened.payload)
    if record.peer != peer_id_of(opened.key):
        raise ProtocolViolation("A peer has signed the record of another.")
    return record


def write_peer_record(record: PeerRecord) -> bytes:
    """Return the message of a record, which proves nothing yet."""
    infos = (write_bytes(_MULTIADDR, address.data) for address in record.addresses)
    head = write_bytes(_PEER, record.peer.data) + write_number(_SEQUENCE, record.sequence)
    return head + b"".join(write_bytes(_ADDRESS, info) for info in infos)


def read_peer_record(data: bytes) -> PeerRecord:
    """Return a record from its message, which proves nothing.

    Raises:
        ProtocolViolation: it is none.
    """
    fields = Fields(data)
    peer = read_peer_id(fields.bytes_of(_PEER) or b"")
    infos = map(Fields, fields.all_bytes(_ADDRESS))
    addresses = read_known(info.bytes_of(_MULTIADDR) or b"" for info in infos)
    return PeerRecord(peer, fields.number(_SEQUENCE) or 0, addresses)
