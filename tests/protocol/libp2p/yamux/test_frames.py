"""Headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.frames import (
    ACK,
    DATA,
    FIN,
    GO_AWAY,
    PING,
    RST,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    read_header,
    write_header,
)

NUMBERS = st.integers(0, 2**32 - 1)


@given(st.sampled_from([DATA, WINDOW_UPDATE]), st.integers(0, 15), NUMBERS, st.integers(0, WINDOW))
def test_what_is_written_is_read(kind: int, flags: int, stream: int, length: int) -> None:
    stream = stream or 1
    written = write_header(kind, flags, stream, length)
    assert len(written) == 12
    assert read_header(b".." + written, 2) == (kind, flags, stream, length)


def test_it_looks_as_others_write_it() -> None:
    assert write_header(WINDOW_UPDATE, SYN, 1, 0).hex() == "000100010000000100000000"
    assert write_header(DATA, FIN | ACK, 2, 32).hex() == "000000060000000200000020"
    assert write_header(PING, ACK, 0, 7).hex() == "000200020000000000000007"
    assert write_header(GO_AWAY, 0, 0, 1).hex() == "000300000000000000000001"
    assert write_header(WINDOW_UPDATE, RST, 3, 0).hex() == "000100080000000300000000"


@pytest.mark.parametrize(
    "header",
    [
        "01 00 0000 00000001 00000000",  # version
        "00 04 0000 00000001 00000000",  # kind
        "00 ff 0000 00000000 00000000",
        "00 00 0010 00000001 00000000",  # flags
        "00 01 8001 00000001 00000000",
        "00 00 0001 00000000 00000000",  # a session has no data,
        "00 01 0000 00000000 00000001",  # and no window,
        "00 02 0001 00000001 00000000",  # and streams have no pings
        "00 03 0000 00000001 00000000",
        "00 02 0000 00000000 00000000",  # neither asked nor answered
        "00 02 0003 00000000 00000000",  # both
        "00 02 0005 00000000 00000000",
        "00 03 0001 00000000 00000000",
        "00 00 0000 00000001 00040001",  # longer than any window
        "00 00 0001 00000001 ffffffff",
    ],
)
def test_what_is_no_frame_is_refused(header: str) -> None:
    with pytest.raises(ProtocolViolation):
        read_header(bytes.fromhex(header), 0)


def test_windows_and_values_may_be_of_any_size() -> None:
    assert read_header(write_header(WINDOW_UPDATE, 0, 1, 2**32 - 1), 0)[3] == 2**32 - 1
    assert read_header(write_header(PING, SYN, 0, 2**32 - 1), 0)[3] == 2**32 - 1
    assert read_header(write_header(GO_AWAY, 0, 0, 77), 0)[3] == 77
