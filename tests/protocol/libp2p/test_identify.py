"""What peers say of themselves, and how much of it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.echoing import PING
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.identify import (
    IDENTIFY,
    MAX_MESSAGE,
    MAX_MESSAGES,
    MAX_PROTOCOLS,
    MAX_TEXT,
    Identify,
    IdentifyReader,
    read_identify,
    write_identify,
)
from plong.protocol.libp2p.protobuf import write_bytes
from tests.protocol.libp2p.addresses import MULTIADDRS
from tests.protocol.libp2p.pieces import bytewise, cut
from tests.protocol.libp2p.recorded import ADDRESSES, OBSERVED, PEER, RELAY, recorded

SAID = Identify(
    key=RELAY.key,
    addresses=ADDRESSES,
    protocols=(IDENTIFY, PING),
    observed=OBSERVED,
    agent_version="js-libp2p/3.3.0",
    protocol_version="ipfs/0.1.0",
    signed_record=recorded("envelope"),
)
IDENTIFIES = st.builds(
    Identify,
    key=st.sampled_from([None, RELAY.key, PEER.key]),
    addresses=st.lists(MULTIADDRS, max_size=4).map(tuple),
    protocols=st.lists(st.text(max_size=20), max_size=4).map(tuple),
    observed=st.none() | MULTIADDRS,
    agent_version=st.none() | st.text(max_size=20),
    protocol_version=st.none() | st.text(max_size=20),
    signed_record=st.none() | st.binary(max_size=20),
)


def read(stream: list[bytes]) -> Identify:
    reader = IdentifyReader()
    for piece in stream:
        reader.receive(piece)
    return reader.end()


def test_what_another_program_says_is_read() -> None:
    assert read_identify(recorded("identify")) == SAID


def test_the_same_is_said_by_us() -> None:
    assert read([write_identify(SAID)]) == read(bytewise(write_identify(SAID))) == SAID
    said, expected = write_identify(SAID), write_delimited(recorded("identify"))
    assert sorted(said) == sorted(expected)  # the order of its fields is free


@given(IDENTIFIES, st.data())
def test_what_is_said_is_read_however_it_is_cut(said: Identify, data: st.DataObject) -> None:
    assert read(cut(write_identify(said), data)) == said


def test_several_messages_are_one() -> None:
    rest = write_identify(Identify(protocols=("/a",), agent_version="b"))
    both = read([write_identify(SAID) + rest])
    assert (both.protocols, both.agent_version) == ((*SAID.protocols, "/a"), "b")
    assert both.key == SAID.key


def test_addresses_that_nobody_can_read_are_left_out() -> None:
    strange = write_bytes(2, b"\x7f") + write_bytes(2, b"") + write_bytes(4, b"\x7f")
    said = read_identify(strange + write_bytes(2, OBSERVED.data))
    assert (said.addresses, said.observed) == ((OBSERVED,), None)


WRONG = [
    write_bytes(1, b""),
    write_bytes(1, b"\x08\x09\x12\x00"),
    write_bytes(3, b"\xff"),
    write_bytes(6, b"\xc3"),
    write_bytes(5, b"a" * (MAX_TEXT + 1)),
    write_bytes(3, b"a" * (MAX_TEXT + 1)),
    write_bytes(3, b"a") * (MAX_PROTOCOLS + 1),
    b"\x0a\x05",
]


@pytest.mark.parametrize("message", WRONG)
def test_what_is_wrong_is_refused(message: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        read_identify(message)


def test_a_stream_is_bounded() -> None:
    full = write_delimited(bytes(MAX_MESSAGE))
    reader = IdentifyReader()
    for _ in range(MAX_MESSAGES):
        reader.receive(full)
    with pytest.raises(ProtocolViolation):
        reader.receive(b"\x00")
    with pytest.raises(ProtocolViolation):
        IdentifyReader().receive(b"\x81\x40")  # one byte more


@pytest.mark.parametrize("stream", [[], [b"\x05abcd"], [b"\x80"]])
def test_who_says_nothing_whole_is_refused(stream: list[bytes]) -> None:
    with pytest.raises(ProtocolViolation):
        read(stream)


def test_too_much_is_not_said() -> None:
    with pytest.raises(ValueError, match="8192"):
        write_identify(Identify(signed_record=bytes(MAX_MESSAGE)))


@given(st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(message: bytes) -> None:
    try:
        said = read_identify(message)
    except ProtocolViolation:
        return
    assert isinstance(said, Identify)
