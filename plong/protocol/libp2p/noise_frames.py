"""Noise's messages on a stream of bytes: a length of two bytes before each.

libp2p specs, noise/README, "Wire Format".
"""

from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation

LENGTH_BYTES: Final = 2
MAX_MESSAGE: Final = 65535
MAX_TEXT: Final = MAX_MESSAGE - 16
"""What is encrypted in one message, without its tag."""
MAX_HANDSHAKE: Final = 8192
"""Of a message of the handshake, which holds a key and a signature, with RSA about 2 200 bytes."""


def write_frame(message: bytes) -> bytes:
    """Return a message of at most `MAX_MESSAGE` bytes with its length."""
    return len(message).to_bytes(LENGTH_BYTES, "big") + message


def end_of_frame(data: bytes, at: int) -> int:
    """Return where the frame ends that begins at a place, perhaps beyond the data.

    As long as the length itself is not there, that is where the length ends.
    """
    if len(data) < at + LENGTH_BYTES:
        return at + LENGTH_BYTES
    return at + LENGTH_BYTES + (data[at] << 8 | data[at + 1])


def take_handshake_frame(data: bytes) -> tuple[bytes, bytes] | None:
    """Return the first message and all that is behind it; None: more must come.

    Raises:
        ProtocolViolation: the message is longer than any of a handshake.
    """
    end = end_of_frame(data, 0)
    if end > LENGTH_BYTES + MAX_HANDSHAKE:
        raise ProtocolViolation(f"Noise: a handshake's message has {end - LENGTH_BYTES} bytes.")
    if len(data) < end:
        return None
    return data[LENGTH_BYTES:end], data[end:]
