"""How much the boxes of this server may hold, and how long."""

from plong.config import Config
from plong.store.post.names import Ages
from plong.store.post.room import Limits, Share


def limits_of(config: Config) -> Limits:
    """Return what outboxes may hold, and inboxes once their owners have pulled."""
    return Limits(
        Share(config.ping_box_pings, config.ping_box_bytes),
        Share(config.ping_pings, config.ping_bytes),
    )


def knock_limits_of(config: Config) -> Limits:
    """Return what inboxes may hold by what strangers do: half the bytes are for what is pulled."""
    return Limits(
        Share(config.ping_box_pings, config.ping_box_bytes // 2),
        Share(config.ping_pings, config.ping_bytes // 2),
    )


def ages_of(config: Config) -> Ages:
    """Return how long things stay; a ping is remembered as long as it may have lived."""
    age = config.ping_max_age
    return Ages(outgoing=age, incoming=age, remembered=age)
