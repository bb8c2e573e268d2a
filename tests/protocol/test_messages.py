"""The kinds of messages are RFC 6455's opcodes."""

import pytest
from websockets.frames import Opcode

from plong.protocol import messages


@pytest.mark.parametrize("opcode", list(Opcode), ids=lambda opcode: opcode.name)
def test_a_kind_is_an_opcode(opcode: Opcode) -> None:
    name = "CONTINUATION" if opcode is Opcode.CONT else opcode.name
    assert getattr(messages, name) == opcode


def test_the_server_is_spoken_to_with_escape() -> None:
    assert messages.ESC == b"\x1b"
