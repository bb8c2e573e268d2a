"""Being measured: what comes is sent back, payload by payload."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.echoing import MAX_ECHOES, PAYLOAD_BYTES, Echo, Echoes, End
from tests.protocol.libp2p.addresses import OTHER, PEER
from tests.protocol.libp2p.pieces import bytewise, cut

PAYLOAD = bytes(range(PAYLOAD_BYTES))


def test_nothing_is_echoed_before_the_last_byte_of_a_payload() -> None:
    echo = Echo()
    assert [echo.receive(PAYLOAD[:1]), echo.receive(PAYLOAD[1:16])] == [b"", b""]
    assert echo.end() is End.RESET
    assert echo.receive(PAYLOAD[16:]) == PAYLOAD
    assert echo.end() is End.CLOSE


def test_three_payloads_at_once_are_all_echoed() -> None:
    echo = Echo()
    assert echo.receive(PAYLOAD * 3 + b"1") == PAYLOAD * 3
    assert echo.receive(PAYLOAD[1:]) == b"1" + PAYLOAD[1:]


@pytest.mark.parametrize(
    ("size", "end"), [(0, End.CLOSE), (10, End.RESET), (32, End.CLOSE), (33, End.RESET)]
)
def test_an_end_is_good_between_payloads_only(size: int, end: End) -> None:
    echo = Echo()
    echo.receive(bytes(size))
    assert echo.end() is end


@given(st.binary(max_size=200), st.data())
def test_any_pieces_are_echoed_in_whole_payloads(sent: bytes, data: st.DataObject) -> None:
    for pieces in (cut(sent, data), bytewise(sent)):
        echo = Echo()
        echoes = [echo.receive(piece) for piece in pieces]
        assert b"".join(echoes) == sent[: len(sent) // PAYLOAD_BYTES * PAYLOAD_BYTES]
        assert {len(echo) % PAYLOAD_BYTES for echo in echoes} <= {0}


def test_a_peer_has_two_streams_and_then_again_as_many_as_it_closes() -> None:
    echoes = Echoes()
    assert [echoes.admit(PEER) for _ in range(MAX_ECHOES + 1)] == [True, True, False]
    assert echoes.admit(OTHER)
    echoes.release(PEER)
    assert [echoes.admit(PEER), echoes.admit(PEER)] == [True, False]


def test_peers_without_streams_take_no_room() -> None:
    echoes = Echoes()
    for _ in range(3):
        assert echoes.admit(PEER)
        echoes.release(PEER)
    assert not echoes._open
