"""Where peers say that they are, signed; as other programs write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.envelope import seal
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.peer_record import (
    PEER_RECORD,
    PeerRecord,
    open_peer_record,
    read_peer_record,
    seal_peer_record,
    write_peer_record,
)
from plong.protocol.libp2p.protobuf import write_bytes
from tests.protocol.libp2p.addresses import MULTIADDRS, PEER_IDS
from tests.protocol.libp2p.recorded import ADDRESSES, PEER, RELAY, SEQUENCE, others, recorded
from tests.protocol.libp2p.signers import is_signed

RECORD = PeerRecord(RELAY.peer, SEQUENCE, ADDRESSES)


def test_a_record_is_written_as_others_write_it() -> None:
    assert write_peer_record(RECORD) == recorded("record")
    assert seal_peer_record(SEQUENCE, ADDRESSES, RELAY) == recorded("envelope")


def test_the_record_of_another_program_is_opened() -> None:
    assert open_peer_record(recorded("envelope"), is_signed) == RECORD


@pytest.mark.parametrize(("peer", "envelope"), others())
def test_records_of_every_kind_of_key_are_opened(peer: str, envelope: bytes) -> None:
    record = open_peer_record(envelope, is_signed)
    assert (str(record.peer), record.addresses) == (peer, ADDRESSES)


def test_nobody_signs_for_another() -> None:
    with pytest.raises(ProtocolViolation):
        open_peer_record(seal(PEER_RECORD, recorded("record"), PEER), is_signed)


def test_addresses_that_nobody_can_read_are_left_out() -> None:
    strange = write_bytes(3, write_bytes(1, b"\x7f")) + write_bytes(3, b"")
    record = read_peer_record(recorded("record") + strange)
    assert record.addresses == ADDRESSES


@pytest.mark.parametrize("data", [b"", b"\x10\x01", b"\x0a\x01\x00", b"\x1a\x01\xff", b"\xff"])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        read_peer_record(data)


@given(PEER_IDS, st.integers(min_value=0, max_value=2**64 - 1), st.lists(MULTIADDRS, max_size=4))
def test_a_record_comes_back(peer: PeerId, sequence: int, addresses: list[Multiaddr]) -> None:
    record = PeerRecord(peer, sequence, tuple(addresses))
    assert read_peer_record(write_peer_record(record)) == record
