"""What a client says over a WebSocket, as somebody between it and the server can read it."""

import re
from typing import Final

_UPGRADE: Final = re.compile(rb"(?i)\r\nupgrade: websocket\r\n")
_LENGTHS: Final = {126: 2, 127: 8}
"""Bytes of a length that is too large for seven bits, by what stands there in its stead."""
_MASK_BYTES: Final = 4
_MOST: Final = 4096
"""Bytes of each message that are read."""


class Unmasking:
    """Passes HTTP on as it is, and frames as the beginnings of their payloads."""

    def __init__(self) -> None:
        self._is_upgraded = False
        self._held = bytearray()

    def read(self, data: bytes) -> bytes:
        """Return what is said in bytes of a client's."""
        if self._is_upgraded:
            self._held += data
            return b"".join(iter(self._take, None))
        self._is_upgraded = _UPGRADE.search(data) is not None  # frames wait for the answer
        return data

    def _take(self) -> bytes | None:
        held = self._held
        if len(held) <= 1:
            return None
        size = held[1] & 0x7F
        at = 2 + _LENGTHS.get(size, 0)
        end = at + _MASK_BYTES + (int.from_bytes(held[2:at]) if size in _LENGTHS else size)
        if len(held) < max(end, at):
            return None
        mask, payload = held[at : at + _MASK_BYTES], held[at + _MASK_BYTES : end][:_MOST]
        del held[:end]
        return bytes(byte ^ mask[place % _MASK_BYTES] for place, byte in enumerate(payload))
