"""What a node says to its browser, beside answers. docs/wire/lcdp.md.

Each is one array with one message: pages look at the first and at no other.
"""

from plong.protocol.lcdp.events import Received
from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import Forward, Forwarded, YourEd25519
from plong.protocol.lcdp.writing import write


def write_your_key(key: bytes) -> bytes:
    """Return the first words: the key, 32 bytes, that others know the browser by."""
    return write([YourEd25519(key)])


def write_received(received: Received) -> bytes:
    """Return what was heard; whose it is may be guessed only where that is not known."""
    return write(
        [
            Forwarded(
                received.source,
                received.text,
                from_key=received.key,
                maybe_key=received.maybe_key if received.key is None else None,
                might_be_spoofed=not received.is_verified,
            )
        ]
    )


def write_not_forwarded(forward: Forward, reason: str) -> bytes:
    """Return that a browser's wish was not done, and why, in a sentence for a person."""
    told = {
        "to_ed25519": None if forward.to_key is None else forward.to_key.hex(),
        "src": None if forward.to is None else str(forward.to),
        "reason": reason,
    }
    return f'[{{"NotForwarded":{dump(told)}}}]'.encode()
