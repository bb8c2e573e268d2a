"""What this node says of itself when it is asked what it understands. docs/wire/lcdp.md."""

from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import SupportedMessages
from plong.protocol.lcdp.reading import FROM_NODES


def supported_messages() -> SupportedMessages:
    """Return a JSON Schema of one message: an object with one of these names."""
    names = [{"required": [name]} for name in FROM_NODES]
    return SupportedMessages(dump({"type": "object", "maxProperties": 1, "oneOf": names}))
