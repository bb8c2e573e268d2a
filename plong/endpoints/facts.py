"""What the server says of itself."""

from collections.abc import Mapping

from plong import __version__
from plong.hub.hub import Hub
from plong.protocol.models import Answer, status_answer


async def read_status(hub: Hub) -> Answer:
    """Say what this server is and how much it holds."""
    config = hub.config
    counts = await hub.directory.counts()
    return status_answer(__version__, config.mode, counts, config.identity_timeout)


def limits_answer(hub: Hub) -> Mapping[str, int]:
    """Say what a connection may do."""
    config = hub.config
    return {
        "MaxMessage": config.max_message,
        "BufferSize": config.buffer_size,
        "BufferBytes": config.buffer_bytes,
        "MessagesPerSecond": config.messages_per_second,
        "BytesPerSecond": config.bytes_per_second,
        "IdentityTimeout": config.identity_timeout,
    }
