"""Messages of the relay, written and read. libp2p specs, relay/circuit-v2.

The two protocols, hop and stop, say the same with other numbers; stop has no reservations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import read_known
from plong.protocol.libp2p.peer_id import read_peer_id
from plong.protocol.libp2p.protobuf import Fields, write_bytes, write_number
from plong.protocol.libp2p.relay.models import (
    Answer,
    Connect,
    Limit,
    Message,
    Reservation,
    Reserve,
)

_TYPE: Final = 1
_PEER: Final = 2
_PEER_ID: Final = 1
_EXPIRES: Final = 1
_ADDRESS: Final = 2
_VOUCHER: Final = 3
_DURATION: Final = 1
_DATA: Final = 2
_MAX_DURATION: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Dialect:
    """The numbers of one of the protocols."""

    types: Mapping[type[Message], int]
    limit: int
    status: int
    reservation: int | None


HOP_DIALECT: Final = Dialect({Reserve: 0, Connect: 1, Answer: 2}, limit=4, status=5, reservation=3)
STOP_DIALECT: Final = Dialect({Connect: 0, Answer: 1}, limit=3, status=4, reservation=None)


class UnknownType(ProtocolViolation):
    """A message says something that is not known here."""


def write_message(message: Message, dialect: Dialect) -> bytes:
    """Return a message, without its length."""
    written = [write_number(_TYPE, dialect.types[type(message)])]
    match message:
        case Connect(peer=peer, limit=limit):
            written += [write_bytes(_PEER, write_bytes(_PEER_ID, peer.data))]
            written += _write_limit(limit, dialect)
        case Answer(status=status, reservation=reservation, limit=limit):
            written += _write_reservation(reservation, dialect)
            written += [*_write_limit(limit, dialect), write_number(dialect.status, status)]
    return b"".join(written)


def read_message(data: bytes, dialect: Dialect) -> Message:
    """Return a message.

    Raises:
        UnknownType: it is well-formed, but of no known type.
        ProtocolViolation: it is none, or lacks what its type needs.
    """
    fields = Fields(data)
    kind = fields.number(_TYPE)
    if kind is None:
        raise ProtocolViolation("A message has no type.")
    if kind == dialect.types.get(Reserve):
        return Reserve()
    if kind == dialect.types[Connect]:
        return _read_connect(fields, dialect)
    if kind == dialect.types[Answer]:
        return _read_answer(fields, dialect)
    raise UnknownType("A message is of no known type.")


def _read_connect(fields: Fields, dialect: Dialect) -> Connect:
    peer = fields.bytes_of(_PEER)
    if peer is None:
        raise ProtocolViolation("A message does not say whom to connect with.")
    # Where else the peer may be (field 2) is not read: the relay calls nobody who is not there.
    peer_id = read_peer_id(Fields(peer).bytes_of(_PEER_ID) or b"")
    return Connect(peer_id, _read_limit(fields, dialect))


def _read_answer(fields: Fields, dialect: Dialect) -> Answer:
    status = fields.number(dialect.status)
    if status is None:
        raise ProtocolViolation("An answer has no status.")
    reservation = None if dialect.reservation is None else fields.bytes_of(dialect.reservation)
    read = None if reservation is None else _read_reservation(reservation)
    return Answer(status, read, _read_limit(fields, dialect))


def _read_reservation(data: bytes) -> Reservation:
    fields = Fields(data)
    return Reservation(
        expires=fields.number(_EXPIRES) or 0,
        addresses=read_known(fields.all_bytes(_ADDRESS)),
        voucher=fields.bytes_of(_VOUCHER),
    )


def _read_limit(fields: Fields, dialect: Dialect) -> Limit | None:
    limit = fields.bytes_of(dialect.limit)
    if limit is None:
        return None
    inner = Fields(limit)
    return Limit(min(inner.number(_DURATION) or 0, _MAX_DURATION), inner.number(_DATA) or 0)


def _write_reservation(reservation: Reservation | None, dialect: Dialect) -> list[bytes]:
    if reservation is None or dialect.reservation is None:
        return []
    addresses = (write_bytes(_ADDRESS, address.data) for address in reservation.addresses)
    voucher = reservation.voucher
    rest = b"" if voucher is None else write_bytes(_VOUCHER, voucher)
    inner = write_number(_EXPIRES, reservation.expires) + b"".join(addresses) + rest
    return [write_bytes(dialect.reservation, inner)]


def _write_limit(limit: Limit | None, dialect: Dialect) -> list[bytes]:
    if limit is None:
        return []
    inner = write_number(_DURATION, limit.duration) + write_number(_DATA, limit.data)
    return [write_bytes(dialect.limit, inner)]
