"""The format of sealed addresses, without the cipher."""

import pytest

from plong.protocol.ids import encode_id
from plong.protocol.ping.sealed import NONCE_BYTES, Envelope, Sealed, pack, unpack

NONCE = bytes(range(NONCE_BYTES))


@pytest.mark.parametrize(
    "origin", ["http://a", "http://ü.example", "x" * 247, "x" * 248, "x" * 2048]
)
def test_what_is_packed_is_unpacked(origin: str) -> None:
    sealed = Sealed(origin, 2**40)
    assert unpack(pack(sealed)) == sealed


@pytest.mark.parametrize(("length", "packed"), [(1, 256), (248, 256), (249, 512), (1528, 1536)])
def test_lengths_come_in_steps(length: int, packed: int) -> None:
    assert len(pack(Sealed("x" * length, 1))) == packed


def test_an_envelope_is_written_and_read() -> None:
    envelope = Envelope(NONCE, b"box")
    assert envelope.write() == encode_id(b"\x01" + NONCE + b"box")
    assert Envelope.read(envelope.write()) == envelope


@pytest.mark.parametrize(
    "text",
    [
        "",
        encode_id(b"\x02" + NONCE + b"box"),
        encode_id(b"\x01" + NONCE + b"box") + "=",
        encode_id(b"\x01" + NONCE + b"b") + "A",
        encode_id(b"\x01" + NONCE + b"bo")[:-1] + "x",
        "AQ+/",
        "AQ\n",
        "ü",
        encode_id(b"\x01" + bytes(2000)),
    ],
)
def test_what_is_no_envelope_is_not_read(text: str) -> None:
    assert Envelope.read(text) is None
