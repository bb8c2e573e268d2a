"""Messages of Protocol Buffers: what libp2p's have, and what strangers make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.protobuf import (
    MAX_FIELDS,
    Fields,
    read_fields,
    write_bytes,
    write_number,
)

NAMES = st.integers(min_value=1, max_value=2**29 - 1)
FIELDS = st.lists(
    st.tuples(NAMES, st.integers(min_value=0, max_value=2**64 - 1) | st.binary(max_size=200))
)


def write(field: int, held: int | bytes) -> bytes:
    return write_number(field, held) if isinstance(held, int) else write_bytes(field, held)


@given(FIELDS)
def test_fields_are_read_as_they_were_written(fields: list[tuple[int, int | bytes]]) -> None:
    assert read_fields(b"".join(write(*field) for field in fields)) == fields


@given(st.binary(max_size=64))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    try:
        fields = read_fields(data)
    except ProtocolViolation:
        return
    assert len(fields) <= len(data)


@given(FIELDS.filter(bool), st.data())
def test_a_message_without_its_end_is_no_longer_the_same(
    fields: list[tuple[int, int | bytes]], data: st.DataObject
) -> None:
    message = b"".join(write(*field) for field in fields)
    cut = message[: data.draw(st.integers(min_value=0, max_value=len(message) - 1))]
    try:
        left = read_fields(cut)
    except ProtocolViolation:
        return
    assert left == fields[: len(left)]
    assert len(left) < len(fields)


def test_the_last_of_a_field_counts_and_only_of_its_kind() -> None:
    fields = Fields(write(1, 7) + write(1, 8) + write(1, b"x") + write(2, b"y"))
    assert (fields.number(1), fields.bytes_of(1)) == (8, b"x")
    assert (fields.number(2), fields.bytes_of(2), fields.bytes_of(3)) == (None, b"y", None)
    assert Fields(write(4, b"a") + write(4, b"b")).all_bytes(4) == [b"a", b"b"]


def test_fields_of_fixed_length_are_left_out() -> None:
    fixed = bytes.fromhex("0d01020304") + bytes.fromhex("090102030405060708")
    assert read_fields(fixed + write(1, 5) + fixed) == [(1, 5)]


@pytest.mark.parametrize(
    "data",
    [
        *("0b", "0c", "0e", "0f"),  # groups and kinds that are none
        *("0001", "8080808080808080800100"),  # a field 0, a field far above all
        *("08", "0a", "0a05", "0a0541", "0d010203", "0901020304050607"),  # too short
        *("0a8080808001", "0affffffffffffffffff01"),  # wild lengths
        *("08ffffffffffffffffff02", "08ffffffffffffffffffff01"),  # above 64 bits
        *("088000", "8a0000"),  # longer than need be
    ],
)
def test_a_message_is_refused(data: str) -> None:
    with pytest.raises(ProtocolViolation):
        read_fields(bytes.fromhex(data))


def test_fields_are_bounded() -> None:
    assert len(read_fields(write(1, 1) * MAX_FIELDS)) == MAX_FIELDS
    with pytest.raises(ProtocolViolation):
        read_fields(write(1, 1) * (MAX_FIELDS + 1))
