"""Bytes as text in several alphabets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multibase import (
    MAX_TEXT,
    decode,
    decode_base58,
    encode_base58,
    encode_base64url,
)


@given(st.binary(max_size=64))
def test_bytes_come_back(data: bytes) -> None:
    assert decode_base58(encode_base58(data)) == decode("z" + encode_base58(data)) == data
    assert decode(encode_base64url(data)) == data


@given(st.sampled_from("bkuz"), st.text(max_size=12) | st.from_regex("[0-9a-zA-Z_=-]{,12}"))
def test_whatever_comes_is_read_or_refused(base: str, text: str) -> None:
    try:
        data = decode(base + text)
    except ProtocolViolation:
        return
    assert len(data) <= len(text)


@pytest.mark.parametrize(
    ("text", "data"),
    [  # from the specification of multibase: `yes mani !`, with and without zeros in front
        ("bpfsxgidnmfxgsibb", b"yes mani !"),
        ("k2lcpzo5yikidynfl", b"yes mani !"),
        ("z7paNL19xttacUY", b"yes mani !"),
        ("ueWVzIG1hbmkgIQ", b"yes mani !"),
        ("baaahszltebwwc3tjeaqq", b"\0\0yes mani !"),
        ("k002lcpzo5yikidynfl", b"\0\0yes mani !"),
        ("z117paNL19xttacUY", b"\0\0yes mani !"),
        ("uAAB5ZXMgbWFuaSAh", b"\0\0yes mani !"),
    ],
)
def test_texts_of_the_specification(text: str, data: bytes) -> None:
    assert decode(text) == data


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "x00",
            "z0",
            "zl",
            "zI",
            "zé",
            "z ",
            "k-",
            "kA",
            "bA",
            "b1",
            "ba",
            "bab=",
            "uA",
            "uAB",
        ),
        *("uA A=", "u+A", "uAA\n", "kⅣ", "k²", "k" + "1" * (MAX_TEXT + 1)),
    ],
)
def test_a_text_is_refused(text: str) -> None:
    with pytest.raises(ProtocolViolation):
        decode(text)
