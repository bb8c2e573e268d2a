"""Peers prove to each other who they are."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.handshake import Answering, Calling, Credentials
from plong.noise.host import Host
from plong.noise.xx import Initiator, KeyPair, Responder
from plong.protocol.libp2p.errors import ProtocolViolation, WrongPeer
from plong.protocol.libp2p.keys import KeyKind, PublicKey
from plong.protocol.libp2p.noise_frames import MAX_HANDSHAKE, write_frame
from plong.protocol.libp2p.noise_payload import (
    Payload,
    read_payload,
    signed_by_peer,
    write_payload,
)
from tests.noise.other import Other
from tests.noise.peers import (
    ALICE,
    ALICE_STATIC,
    BOB,
    BOB_STATIC,
    EPHEMERAL,
    YAMUX,
    hear,
    meet,
)

ENTROPY = b"y" * 32


def payload_of(host: Host, static: bytes, muxers: tuple[str, ...] = (YAMUX,)) -> bytes:
    signature = host.sign(signed_by_peer(KeyPair(static).public))
    return write_payload(Payload(host.key, signature, muxers))


def unframe(data: bytes) -> bytes:
    assert int.from_bytes(data[:2], "big") == len(data) - 2
    return data[2:]


def test_two_peers_meet() -> None:
    caller, answerer, written = meet()
    assert (caller.peer, caller.key) == (BOB.peer_id, BOB.key)
    assert (answerer.peer, answerer.key) == (ALICE.peer_id, ALICE.key)
    assert caller.muxer == answerer.muxer == YAMUX
    assert answerer.channel.receive(caller.channel.send(b"Hi")) == [b"Hi"]
    assert caller.channel.receive(answerer.channel.send(b"Ho")) == [b"Ho"]
    assert max(map(len, written)) < 300


def test_who_is_called_is_there() -> None:
    assert meet(expected=BOB.peer_id).caller.peer == BOB.peer_id


def test_somebody_else_learns_nothing_of_who_called() -> None:
    calling, answering = ALICE.call(ENTROPY, ALICE.peer_id), BOB.answer(ENTROPY)
    answering.receive(calling.data_to_send())
    with pytest.raises(WrongPeer, match=f"{ALICE.peer_id} was called, and {BOB.peer_id} is there"):
        calling.receive(answering.data_to_send())
    assert calling.data_to_send() == b""


@pytest.mark.parametrize(
    ("first", "second", "agreed"),
    [
        (("a", "b"), ("b", "a"), "a"),
        (("a", "b"), ("b",), "b"),
        (("a",), ("b",), None),
        ((), ("a",), None),
        (("a",), (), None),
    ],
)
def test_a_muxer_is_agreed_on(
    first: tuple[str, ...], second: tuple[str, ...], agreed: str | None
) -> None:
    caller = Host(b"a" * 32, ALICE_STATIC, first)
    answerer = Host(b"b" * 32, BOB_STATIC, second)
    met = meet(caller, answerer)
    assert (met.caller.muxer, met.answerer.muxer) == (agreed, agreed)


def test_one_byte_at_a_time() -> None:
    calling, answering = ALICE.call(ENTROPY, None), BOB.answer(ENTROPY[::-1])
    for byte in calling.data_to_send():
        assert answering.receive(bytes([byte])) is None
    *others, last = answering.data_to_send()
    for byte in others:
        assert calling.receive(bytes([byte])) is None
    called = hear(calling, bytes([last]))
    *others, last = calling.data_to_send() + called.channel.send(b"Hi")[:1]
    answered = [answering.receive(bytes([byte])) for byte in others]
    assert [secured is None for secured in answered] == [True] * (len(others) - 1) + [False]


def test_what_stands_behind_the_handshake_is_the_channels() -> None:
    calling, answering = ALICE.call(ENTROPY, None), BOB.answer(ENTROPY[::-1])
    answering.receive(calling.data_to_send())
    called = hear(calling, answering.data_to_send())
    early = called.channel.send(b"early") + called.channel.send(b"data")
    answered = hear(answering, calling.data_to_send() + early[:-1])
    assert called.rest == b""
    assert answered.rest == early[:-1]
    assert answered.channel.receive(answered.rest) == [b"early"]
    assert answered.channel.receive(early[-1:]) == [b"data"]


def test_another_implementation_calls() -> None:
    caller, answering = Other(ALICE_STATIC, initiator=True), BOB.answer(ENTROPY)
    assert answering.receive(write_frame(caller.write())) is None
    theirs = read_payload(caller.read(unframe(answering.data_to_send())))
    assert theirs.key == BOB.key
    assert theirs.muxers == (YAMUX,)
    third = write_frame(caller.write(payload_of(ALICE, ALICE_STATIC)))
    answered = hear(answering, third + write_frame(caller.encrypt(b"Hi")))
    assert answered.peer == ALICE.peer_id
    assert answered.channel.receive(answered.rest) == [b"Hi"]
    for text in (b"one", b"two"):
        assert caller.decrypt(unframe(answered.channel.send(text))) == text


def test_another_implementation_answers() -> None:
    answerer, calling = Other(BOB_STATIC, initiator=False), ALICE.call(ENTROPY, BOB.peer_id)
    answerer.read(unframe(calling.data_to_send()))
    called = hear(calling, write_frame(answerer.write(payload_of(BOB, BOB_STATIC))))
    theirs = read_payload(answerer.read(unframe(calling.data_to_send())))
    assert (called.peer, theirs.key) == (BOB.peer_id, ALICE.key)
    for text in (b"one", b"two"):
        assert answerer.decrypt(unframe(called.channel.send(text))) == text
        assert called.channel.receive(write_frame(answerer.encrypt(text))) == [text]


def say_third(payload: bytes, static: bytes = ALICE_STATIC) -> Answering:
    """Let somebody who masters Noise say this as third message."""
    noise, answering = Initiator(KeyPair(static), EPHEMERAL), BOB.answer(ENTROPY)
    answering.receive(write_frame(noise.write_first()))
    noise.read_second(unframe(answering.data_to_send()))
    answering.receive(write_frame(noise.write_third(payload)))
    return answering


def say_second(payload: bytes) -> Calling:
    """Let somebody who masters Noise say this as second message."""
    noise, calling = Responder(KeyPair(BOB_STATIC), EPHEMERAL), ALICE.call(ENTROPY, None)
    noise.read_first(unframe(calling.data_to_send()))
    calling.receive(write_frame(noise.write_second(payload)))
    return calling


BAD_PAYLOADS = {
    "nothing": b"",
    "no message": b"\xff",
    "no signature": write_payload(Payload(ALICE.key, b"")),
    "of another static key": payload_of(ALICE, b"E" * 32),
    "by another key": write_payload(
        Payload(BOB.key, ALICE.sign(signed_by_peer(KeyPair(ALICE_STATIC).public)))
    ),
    "without the words before it": write_payload(
        Payload(ALICE.key, ALICE.sign(KeyPair(ALICE_STATIC).public))
    ),
    "a key of small order": write_payload(
        Payload(PublicKey(KeyKind.ED25519, bytes([1]) + bytes(31)), bytes([1]) + bytes(63))
    ),
}


@pytest.mark.parametrize("payload", BAD_PAYLOADS.values(), ids=BAD_PAYLOADS)
def test_who_does_not_prove_who_it_is_is_nobody(payload: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        say_third(payload)
    with pytest.raises(ProtocolViolation):
        say_second(payload)


def test_the_hash_of_certificates_is_of_no_interest() -> None:
    extensions = bytes.fromhex("0a03616263") + b"\x12\x0c" + YAMUX.encode()
    payload = payload_of(ALICE, ALICE_STATIC, ()) + b"\x22\x13" + extensions
    noise, answering = Initiator(KeyPair(ALICE_STATIC), EPHEMERAL), BOB.answer(ENTROPY)
    answering.receive(write_frame(noise.write_first()))
    noise.read_second(unframe(answering.data_to_send()))
    assert hear(answering, write_frame(noise.write_third(payload))).muxer == YAMUX


@given(st.integers(0), st.integers(1, 255))
def test_a_changed_payload_proves_nothing(index: int, change: int) -> None:
    """Only where it names muxers, it may be changed by whoever has the static key."""
    payload = bytearray(payload_of(ALICE, ALICE_STATIC, ()))
    payload[index % len(payload)] ^= change
    with pytest.raises(ProtocolViolation):
        say_third(bytes(payload))


@given(st.integers(0), st.integers(1, 255), st.sampled_from([0, 1, 2]))
def test_a_changed_handshake_is_none(index: int, change: int, which: int) -> None:
    """Of any byte behind the length: no two peers believe that they have met."""
    changed = bytearray(meet().written[which])
    changed[2 + index % (len(changed) - 2)] ^= change
    with pytest.raises(ProtocolViolation):
        meet_by_wire({which: bytes(changed)})


def meet_by_wire(changed: Mapping[int, bytes]) -> None:
    """Let Alice call Bob, and the wire change some of their messages."""
    calling, answering = ALICE.call(b"c" * 32, None), BOB.answer(b"d" * 32)
    answering.receive(changed.get(0, calling.data_to_send()))
    calling.receive(changed.get(1, answering.data_to_send()))
    answering.receive(changed.get(2, calling.data_to_send()))


def test_a_handshake_heard_before_opens_no_new_one() -> None:
    first, _, third = meet().written
    again = BOB.answer(b"e" * 32)
    again.receive(first)
    with pytest.raises(ProtocolViolation, match="another key"):
        again.receive(third)


def test_whatever_ends_too_soon_is_waited_with() -> None:
    for which, written in enumerate(meet().written):
        calling, answering = ALICE.call(b"c" * 32, None), BOB.answer(b"d" * 32)
        if which == 2:
            answering.receive(meet().written[0])
        side = calling if which == 1 else answering
        for end in range(len(written)):
            assert side.receive(written[end : end + 1]) is None or end == len(written) - 1


@given(st.lists(st.binary(max_size=400), max_size=5))
def test_garbage_is_refused_or_waited_with(pieces: list[bytes]) -> None:
    for side in (ALICE.call(ENTROPY, None), BOB.answer(ENTROPY)):
        try:
            for piece in pieces:
                assert side.receive(piece) is None
        except ProtocolViolation:
            continue


def test_no_message_is_longer_than_it_may() -> None:
    for side in (ALICE.call(ENTROPY, None), BOB.answer(ENTROPY)):
        with pytest.raises(ProtocolViolation, match="a handshake's message has 8193 bytes"):
            side.receive((MAX_HANDSHAKE + 1).to_bytes(2, "big"))


def test_what_is_said_in_the_first_message_is_not_heard() -> None:
    noise, answering = Initiator(KeyPair(ALICE_STATIC), EPHEMERAL), BOB.answer(ENTROPY)
    assert answering.receive(write_frame(noise.write_first(b"to whom it may concern"))) is None
    noise.read_second(unframe(answering.data_to_send()))
    third = write_frame(noise.write_third(payload_of(ALICE, ALICE_STATIC)))
    assert hear(answering, third).peer == ALICE.peer_id


def test_one_may_meet_oneself() -> None:
    credentials = Credentials(
        KeyPair(ALICE_STATIC),
        Payload(ALICE.key, ALICE.sign(signed_by_peer(KeyPair(ALICE_STATIC).public))),
    )
    calling, answering = Calling(credentials, EPHEMERAL, None), ALICE.answer(ENTROPY)
    answering.receive(calling.data_to_send())
    assert hear(calling, answering.data_to_send()).peer == ALICE.peer_id
