"""The states, spelled as in the specification; what is said of a ping."""

from plong.protocol.ping.models import (
    BlockKind,
    Knock,
    Outgoing,
    ReceiverState,
    SenderState,
    Tier,
)

SPECIFIED = {"PING_EXISTS", "PING_RECEIVED", "CONTENT_PULLED", "ACKNOWLEDGED"}


def test_states_are_spelled_as_in_the_specification() -> None:
    assert set(SenderState) == {*SPECIFIED, "EXPIRED"}
    assert set(ReceiverState) == {*(SPECIFIED - {"PING_EXISTS"}), "IGNORED", "EXPIRED"}


def test_doors_and_blocks_have_names_for_people() -> None:
    assert [*Tier] == ["public", "user", "private", "anonymous"]
    assert [*BlockKind] == ["origin", "prefix", "host", "network"]


def test_a_knock_says_how_many_bytes_there_are() -> None:
    state = SenderState.PING_EXISTS
    outgoing = Outgoing("", "i", "http://a", "http://b", "ask", "H\u00ef", "h", state, 0)
    assert outgoing.knock == Knock("i", "http://a", "ask", "h", 3)


def test_what_is_sent_does_not_show_its_token() -> None:
    state = SenderState.PING_EXISTS
    row = Outgoing("", "i", "http://a", "http://b", "ask", "", "h", state, 0, token="secret")
    assert row.token == "secret"
    assert "secret" not in repr(row)
