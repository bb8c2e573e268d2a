"""A relay's word, as another program gives it."""

import pytest

from plong.protocol.libp2p.envelope import seal
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.peer_record import open_peer_record
from plong.protocol.libp2p.relay.voucher import VOUCHER, Voucher, open_voucher, seal_voucher
from tests.protocol.libp2p.recorded import EXPIRES, PEER, RELAY, recorded
from tests.protocol.libp2p.signers import is_signed


def test_a_voucher_is_as_others_write_it() -> None:
    assert seal_voucher(PEER.peer, EXPIRES, RELAY) == recorded("voucher_envelope")
    voucher = open_voucher(recorded("voucher_envelope"), is_signed)
    assert voucher == Voucher(RELAY.peer, PEER.peer, EXPIRES)


def test_nobody_gives_the_word_of_another() -> None:
    with pytest.raises(ProtocolViolation):
        open_voucher(seal(VOUCHER, recorded("voucher"), PEER), is_signed)


@pytest.mark.parametrize("payload", [b"", b"\xff", recorded("voucher")[:40]])
def test_what_is_no_voucher_is_refused(payload: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        open_voucher(seal(VOUCHER, payload, RELAY), is_signed)


def test_a_voucher_is_no_record() -> None:
    with pytest.raises(ProtocolViolation):
        open_peer_record(recorded("voucher_envelope"), is_signed)
    with pytest.raises(ProtocolViolation):
        open_voucher(recorded("envelope"), is_signed)
