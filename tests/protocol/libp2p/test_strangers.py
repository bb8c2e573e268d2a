"""Good messages with a few bytes changed: each is read, or refused as a violation, never else."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.identify import IdentifyReader, read_identify
from plong.protocol.libp2p.keys import read_public_key, write_public_key
from plong.protocol.libp2p.multiaddr import parse_multiaddr, read_multiaddr
from plong.protocol.libp2p.multistream import MultistreamDialer, MultistreamListener
from plong.protocol.libp2p.peer_id import parse_peer_id, read_peer_id
from plong.protocol.libp2p.peer_record import open_peer_record
from plong.protocol.libp2p.relay.hop import Relay, RelayChoices
from plong.protocol.libp2p.relay.messages import HOP_DIALECT, STOP_DIALECT, read_message
from plong.protocol.libp2p.relay.steps import Requester
from plong.protocol.libp2p.relay.voucher import open_voucher
from tests.protocol.libp2p.recorded import ADDRESSES, PEER, RELAY, recorded


def read_stream(data: bytes) -> None:
    reader = IdentifyReader()
    reader.receive(data)
    reader.end()


def ask(data: bytes) -> None:
    Relay(RELAY, lambda _: ADDRESSES, RelayChoices()).hear(
        data, Requester(PEER.peer, "192.0.2.1"), 1.0
    )


def trust(key: object, signature: bytes, data: bytes) -> bool:
    return bool(key and signature and data)


LINES = b"\x13/multistream/1.0.0\n\x03na\n\x11/ipfs/ping/1.0.0\n"
READERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (read_public_key, write_public_key(PEER.key)),
    (read_peer_id, PEER.peer.data),
    (lambda data: parse_peer_id(data.decode("latin-1")), str(PEER.peer).encode()),
    (read_multiaddr, ADDRESSES[1].with_peer(PEER.peer).data),
    (lambda data: parse_multiaddr(data.decode("latin-1")), str(ADDRESSES[1]).encode()),
    (read_identify, recorded("identify")),
    (read_stream, write_delimited(recorded("identify"))),
    (lambda data: open_peer_record(data, trust), recorded("envelope")),
    (lambda data: open_voucher(data, trust), recorded("voucher_envelope")),
    (partial(read_message, dialect=HOP_DIALECT), recorded("reserved")),
    (partial(read_message, dialect=STOP_DIALECT), recorded("stop")),
    (ask, recorded("connect")),
    (lambda data: MultistreamListener(["/ipfs/ping/1.0.0"]).receive(data), LINES),
    (lambda data: MultistreamDialer(["/a", "/ipfs/ping/1.0.0"]).receive(data), LINES),
]


@st.composite
def changed(draw: st.DrawFn, good: bytes) -> bytes:
    """Return a message with some bytes replaced, inserted, or left out."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 2))] = draw(st.binary(max_size=3))
    return bytes(data)


@pytest.mark.parametrize(("read", "good"), READERS)
def test_the_good_message_is_read(read: Callable[[bytes], object], good: bytes) -> None:
    read(good)


@pytest.mark.parametrize(("read", "good"), READERS)
@given(st.data())
def test_a_changed_message_is_read_or_refused(
    read: Callable[[bytes], object], good: bytes, data: st.DataObject
) -> None:
    with suppress(ProtocolViolation):
        read(data.draw(changed(good)))
