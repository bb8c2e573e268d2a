"""Noise XX, against published vectors and against another implementation."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.channel import NoiseChannel
from plong.noise.xx import Initiator, KeyPair, Responder
from plong.protocol.libp2p.errors import ProtocolViolation
from tests.protocol.lcdp.points import SMALL_U, spell

Vector = Mapping[str, Any]

FILE = Path(__file__).parents[1] / "vectors" / "noise_xx.json"
VECTORS: list[Vector] = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
A, B, C, D = (KeyPair(bytes([number]) * 32) for number in range(4))


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)


def pair(vector: Vector) -> tuple[Initiator, Responder]:
    prologue = unhex(vector["prologue"])
    s, e, rs, re = (
        KeyPair(unhex(vector[role][kind]))
        for role in ("initiator", "responder")
        for kind in ("static", "ephemeral")
    )
    return Initiator(s, e, prologue), Responder(rs, re, prologue)


@pytest.mark.parametrize("vector", VECTORS)
def test_it_writes_and_reads_what_others_do(vector: Vector) -> None:
    """Payloads as they are published are there, keys are right, and both know each other."""
    initiator, responder = pair(vector)
    payloads = [unhex(payload) for payload, _ in vector["messages"]]
    boxes = [unhex(box) for _, box in vector["messages"]]
    assert initiator.write_first(payloads[0]) == boxes[0]
    assert responder.read_first(boxes[0]) == payloads[0]
    assert responder.write_second(payloads[1]) == boxes[1]
    assert initiator.read_second(boxes[1]) == payloads[1]
    assert initiator.write_third(payloads[2]) == boxes[2]
    assert responder.read_third(boxes[2]) == payloads[2]
    assert initiator.hash == responder.hash
    assert initiator.hash.hex() == vector.get("hash", initiator.hash.hex())
    assert initiator.remote == KeyPair(unhex(vector["responder"]["static"])).public
    assert responder.remote == KeyPair(unhex(vector["initiator"]["static"])).public


@pytest.mark.parametrize("vector", VECTORS)
def test_what_is_said_afterwards_is_as_published(vector: Vector) -> None:
    initiator, responder = pair(vector)
    responder.read_first(initiator.write_first(unhex(vector["messages"][0][0])))
    initiator.read_second(responder.write_second(unhex(vector["messages"][1][0])))
    responder.read_third(initiator.write_third(unhex(vector["messages"][2][0])))
    sides = [NoiseChannel(initiator.split()), NoiseChannel(responder.split())]
    if vector["then"] == "responder":
        sides.reverse()
    for text, box in vector["messages"][3:]:
        speaker, listener = sides
        frame = speaker.send(unhex(text))
        assert frame[2:].hex() == box
        assert listener.receive(frame) == [unhex(text)]
        sides.reverse()


def met() -> tuple[Initiator, Responder]:
    initiator, responder = Initiator(A, B), Responder(C, D)
    responder.read_first(initiator.write_first())
    return initiator, responder


def test_no_bit_of_the_second_message_can_be_changed() -> None:
    _, responder = met()
    message = responder.write_second(b"payload")
    for index in range(len(message) * 8):
        other = bytearray(message)
        other[index // 8] ^= 1 << index % 8
        initiator = met()[0]
        with pytest.raises(ProtocolViolation):
            initiator.read_second(bytes(other))


@given(st.integers(0, 8 * 70 - 1))
def test_no_bit_of_the_third_message_can_be_changed(index: int) -> None:
    initiator, responder = met()
    initiator.read_second(responder.write_second(b"payload"))
    message = bytearray(initiator.write_third(b"payload"))
    message[index // 8] ^= 1 << index % 8
    with pytest.raises(ProtocolViolation, match="another key"):
        responder.read_third(bytes(message))


@given(st.binary(max_size=200))
def test_garbage_is_no_message(data: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        met()[0].read_second(data)
    initiator, responder = met()
    initiator.read_second(responder.write_second(b""))
    with pytest.raises(ProtocolViolation):
        responder.read_third(data)


@pytest.mark.parametrize("size", [0, 1, 31])
def test_a_key_has_32_bytes(size: int) -> None:
    with pytest.raises(ProtocolViolation, match="ends within a key"):
        Responder(A, B).read_first(bytes(size))
    with pytest.raises(ProtocolViolation, match="ends within a key"):
        met()[0].read_second(bytes(size))


@pytest.mark.parametrize("u", SMALL_U)
def test_nobody_agrees_on_what_everybody_knows(u: int) -> None:
    responder = Responder(A, B)
    responder.read_first(spell(u))
    with pytest.raises(ProtocolViolation, match="small order"):
        responder.write_second(b"")
    with pytest.raises(ProtocolViolation, match="small order"):
        met()[0].read_second(spell(u) + bytes(64))


def test_a_different_past_makes_different_keys() -> None:
    initiator, responder = Initiator(A, B, b"one"), Responder(C, D, b"other")
    responder.read_first(initiator.write_first())
    with pytest.raises(ProtocolViolation, match="another key"):
        initiator.read_second(responder.write_second(b""))
