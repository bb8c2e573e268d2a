"""What follows the handshake: bytes in messages of Noise, each behind its length.

libp2p specs, noise/README, "Wire Format"; the Noise Protocol Framework, revision 34, section 5.1.
"""

from collections.abc import Iterator
from struct import Struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from plong.noise.xx import Split
from plong.protocol.libp2p.crypto import SecureChannel
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.noise_frames import LENGTH_BYTES, MAX_TEXT, end_of_frame

_MAX_NONCE: Final = 2**64 - 1
"""Which no message has (section 5.1); nobody has sent so many."""
_nonce: Final = Struct("<4xQ").pack
_length: Final = Struct(">H").pack


class NoiseChannel(SecureChannel):
    """Both directions of one connection; what its methods do stands at `SecureChannel`."""

    def __init__(self, keys: Split) -> None:
        self._seal = ChaCha20Poly1305(keys.sending).encrypt
        self._open = ChaCha20Poly1305(keys.receiving).decrypt
        self._sent = self._opened = 0
        self._buffer = bytearray()
        self._needed = 0

    def receive(self, data: bytes) -> list[bytes]:
        """Return what is in the messages that are whole."""
        if self._buffer:
            self._buffer += data
            if len(self._buffer) < self._needed:
                return []
            data = bytes(self._buffer)
        return [text for text in self._texts(data) if text]

    def send(self, data: bytes) -> bytes:
        """Return bytes as they travel."""
        if 0 < len(data) <= MAX_TEXT:
            return self._frame(data)
        starts = range(0, len(data), MAX_TEXT)
        return b"".join([self._frame(data[at : at + MAX_TEXT]) for at in starts])

    def _texts(self, data: bytes) -> Iterator[bytes]:
        at = 0
        while len(data) >= (end := end_of_frame(data, at)):
            yield self._text(data[at + LENGTH_BYTES : end])
            at = end
        self._buffer, self._needed = bytearray(data[at:]), end - at

    def _text(self, box: bytes) -> bytes:
        nonce = self._opened
        if nonce == _MAX_NONCE:
            raise ProtocolViolation("Noise: there are no numbers left for messages.")
        self._opened = nonce + 1
        try:
            return self._open(_nonce(nonce), box, None)
        except InvalidTag:
            raise ProtocolViolation("Noise: a message was changed on its way.") from None

    def _frame(self, text: bytes) -> bytes:
        nonce = self._sent
        if nonce == _MAX_NONCE:
            raise ProtocolViolation("Noise: there are no numbers left for messages.")
        self._sent = nonce + 1
        box = self._seal(_nonce(nonce), text, None)
        return _length(len(box)) + box
