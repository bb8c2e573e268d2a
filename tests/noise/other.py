"""Noise XX by `noiseprotocol`, a package that shares nothing with Plong.

Its last release is of March 2020, and calls itself alpha: good enough to be compared with, and
for nothing else.
"""

from noise.connection import Keypair, NoiseConnection


class Other:
    """One side of a connection, which makes its ephemeral key itself.

    Args:
        static: its static key, the private half.
        initiator: which side it is.
    """

    def __init__(self, static: bytes, *, initiator: bool) -> None:
        self._noise = NoiseConnection.from_name(b"Noise_XX_25519_ChaChaPoly_SHA256")
        self._noise.set_keypair_from_private_bytes(Keypair.STATIC, static)
        if initiator:
            self._noise.set_as_initiator()
        else:
            self._noise.set_as_responder()
        self._noise.start_handshake()

    def write(self, payload: bytes = b"") -> bytes:
        """Return the next message of the handshake."""
        return bytes(self._noise.write_message(payload))

    def read(self, message: bytes) -> bytes:
        """Return the payload of the next message."""
        return bytes(self._noise.read_message(message))

    def encrypt(self, text: bytes) -> bytes:
        """Return a message of those behind the handshake."""
        return bytes(self._noise.encrypt(text))

    def decrypt(self, box: bytes) -> bytes:
        """Return what is in one of the other side's."""
        return bytes(self._noise.decrypt(box))
