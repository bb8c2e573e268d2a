"""What peers say of themselves within the handshake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import KeyKind, PublicKey, write_public_key
from plong.protocol.libp2p.noise_payload import (
    MAX_MUXERS,
    Payload,
    common_muxer,
    read_payload,
    signed_by_peer,
    write_payload,
)
from plong.protocol.libp2p.protobuf import write_bytes, write_number

KEY = PublicKey(KeyKind.ED25519, bytes(range(32)))
PAYLOADS = st.builds(
    Payload, st.just(KEY), st.binary(max_size=80), st.lists(st.text(max_size=9)).map(tuple)
)


@given(PAYLOADS.filter(lambda payload: len(payload.muxers) <= MAX_MUXERS))
def test_what_is_written_is_read(payload: Payload) -> None:
    assert read_payload(write_payload(payload)) == payload


def test_it_looks_as_others_write_it() -> None:
    payload = Payload(KEY, b"signature", ("/yamux/1.0.0",))
    key = "0a24" + "08011220" + bytes(range(32)).hex()
    muxers = "220e" + "120c" + b"/yamux/1.0.0".hex()
    assert write_payload(payload).hex() == key + "1209" + b"signature".hex() + muxers


def test_what_is_signed() -> None:
    assert signed_by_peer(b"\x01\x02") == b"noise-libp2p-static-key:\x01\x02"


def test_extensions_may_lack_and_hold_more() -> None:
    signed = write_payload(Payload(KEY, b"s"))
    assert read_payload(signed).muxers == ()
    assert read_payload(signed + write_bytes(4, b"")).muxers == ()
    more = write_bytes(1, b"hash") + write_bytes(2, b"/m") + write_number(9, 1)
    assert read_payload(signed + write_bytes(4, more) + write_bytes(3, b"old")).muxers == ("/m",)


NO_KEY = write_bytes(2, b"signature")
ALL_OF_IT = write_bytes(1, write_public_key(KEY)) + NO_KEY


@pytest.mark.parametrize(
    "data",
    [
        b"",
        NO_KEY,
        write_bytes(1, write_public_key(KEY)),
        write_bytes(1, b"no key") + NO_KEY,
        ALL_OF_IT[:-1],
        ALL_OF_IT + write_bytes(4, b"\xff"),
        ALL_OF_IT + write_bytes(4, write_bytes(2, b"\xff")),
        ALL_OF_IT + write_bytes(4, write_bytes(2, b"/m") * (MAX_MUXERS + 1)),
    ],
)
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        read_payload(data)


@given(st.binary(max_size=200))
def test_garbage_is_read_or_refused(data: bytes) -> None:
    for tail in (data, ALL_OF_IT + data):
        try:
            read_payload(tail)
        except ProtocolViolation:
            continue


def test_the_dialer_prefers() -> None:
    assert common_muxer(("a", "b"), ("b", "a")) == "a"
    assert common_muxer(("a", "b"), ("b",)) == "b"
    assert common_muxer((), ("b",)) is None
