"""What is signed, and for what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.envelope import Opened, Purpose, open_envelope, seal
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.protobuf import write_bytes
from tests.protocol.libp2p.recorded import PEER, RELAY
from tests.protocol.libp2p.signers import is_signed

PURPOSE = Purpose("domain", b"\x01")
ENVELOPE = seal(PURPOSE, b"payload", PEER)


def test_an_envelope_is_opened_for_its_purpose() -> None:
    assert open_envelope(PURPOSE, ENVELOPE, is_signed) == Opened(PEER.key, b"payload")


@pytest.mark.parametrize("purpose", [Purpose("domain", b"\x02"), Purpose("domains", b"\x01")])
def test_an_envelope_is_opened_for_no_other(purpose: Purpose) -> None:
    with pytest.raises(ProtocolViolation):
        open_envelope(purpose, ENVELOPE, is_signed)


def test_what_is_signed_cannot_be_cut_in_another_way() -> None:
    signed = seal(Purpose("doma", b"in\x01"), b"payload", PEER)
    moved = signed.replace(b"\x12\x03in\x01", b"\x12\x01\x01")
    with pytest.raises(ProtocolViolation):
        open_envelope(PURPOSE, moved, is_signed)


def test_a_type_that_was_not_signed_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        open_envelope(PURPOSE, ENVELOPE.replace(b"\x12\x01\x01", b"\x12\x01\x02"), is_signed)


def test_the_key_of_another_does_not_open_it() -> None:
    other = write_bytes(1, b"\x08\x01\x12\x20" + RELAY.key.data)
    with pytest.raises(ProtocolViolation):
        open_envelope(PURPOSE, ENVELOPE + other, is_signed)


@given(st.integers(min_value=0, max_value=len(ENVELOPE) - 1))
def test_an_envelope_without_its_end_is_refused(size: int) -> None:
    with pytest.raises(ProtocolViolation):
        open_envelope(PURPOSE, ENVELOPE[:size], is_signed)


@given(st.integers(0, len(ENVELOPE) - 1), st.integers(1, 255))
def test_an_envelope_with_another_byte_is_refused(place: int, change: int) -> None:
    changed = bytearray(ENVELOPE)
    changed[place] ^= change
    with pytest.raises(ProtocolViolation):
        open_envelope(PURPOSE, bytes(changed), is_signed)
