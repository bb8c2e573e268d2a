"""A message on its way: its kind and its bytes."""

from typing import Final

ESC: Final = b"\x1b"
"""A text that starts with this is for, or from, the server."""

# RFC 6455 section 5.2: the opcodes, which serve as the kinds of messages throughout.
CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
