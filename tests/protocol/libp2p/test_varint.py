"""Numbers of as many bytes as they need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation, Truncated
from plong.protocol.libp2p.varint import read_varint, write_varint

NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)


@given(NUMBERS, st.binary(max_size=4), st.binary(max_size=4))
def test_a_number_is_read_as_it_was_written(number: int, before: bytes, behind: bytes) -> None:
    written = write_varint(number)
    assert read_varint(before + written + behind, len(before)) == (number, len(before + written))


@given(NUMBERS)
def test_a_number_that_ends_too_soon_is_truncated(number: int) -> None:
    with pytest.raises(Truncated):
        read_varint(write_varint(number)[:-1])


@given(st.binary(max_size=12))
def test_a_number_has_one_spelling(data: bytes) -> None:
    try:
        number, end = read_varint(data)
    except ProtocolViolation:
        return
    assert write_varint(number) == data[:end]


@pytest.mark.parametrize("data", ["8000", "8100", "ffffffffffffffffff01", "80" * 9])
def test_a_number_is_refused(data: str) -> None:
    with pytest.raises(ProtocolViolation) as refused:
        read_varint(bytes.fromhex(data))
    assert not isinstance(refused.value, Truncated)


def test_numbers_of_the_specification() -> None:
    written = [write_varint(number).hex() for number in (1, 127, 128, 255, 300, 16384)]
    assert written == ["01", "7f", "8001", "ff01", "ac02", "808001"]
