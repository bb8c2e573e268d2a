"""The states, spelled as in the specification."""

from plong.protocol.ping.models import BlockKind, ReceiverState, SenderState, Tier

SPECIFIED = {"PING_EXISTS", "PING_RECEIVED", "CONTENT_PULLED", "ACKNOWLEDGED"}


def test_states_are_spelled_as_in_the_specification() -> None:
    assert set(SenderState) == {*SPECIFIED, "EXPIRED"}
    assert set(ReceiverState) == {*(SPECIFIED - {"PING_EXISTS"}), "IGNORED", "EXPIRED"}


def test_doors_and_blocks_have_names_for_people() -> None:
    assert [*Tier] == ["public", "user", "private", "anonymous"]
    assert [*BlockKind] == ["origin", "prefix", "host", "network"]
