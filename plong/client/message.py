"""What another peer's program said."""

import json
from dataclasses import dataclass
from typing import Any

from plong.client.peer import Peer


@dataclass(frozen=True, slots=True)
class Message:
    """One message: text or binary."""

    sender: Peer
    payload: str | bytes
    direct: bool
    """Whether the sender is linked to us, and we are to it."""

    @property
    def text(self) -> str | None:
        """The text, None if the message is binary."""
        return self.payload if isinstance(self.payload, str) else None

    @property
    def data(self) -> bytes:
        """The bytes; those of a text are its UTF-8."""
        return self.payload.encode() if isinstance(self.payload, str) else self.payload

    def json(self) -> Any:
        """Return what the text says as JSON. Raise `ValueError` if it is none."""
        return json.loads(self.payload)
