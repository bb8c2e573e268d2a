"""What the server says of itself."""

from functools import lru_cache

from plong import __version__
from plong.endpoints.limits import read_limits
from plong.hub.hub import Hub
from plong.protocol.models import Answer, status_answer
from plong.protocol.ping.address import canonical
from plong.protocol.ping.tenancy import address_of


async def read_status(hub: Hub) -> Answer:
    """Say what this server is and how much it holds."""
    config = hub.config
    counts = await hub.directory.counts()
    answer = status_answer(__version__, config.mode, counts, config.identity_timeout)
    return {**answer, "Limits": read_limits(config), **hub.status_parts}


def welcome_facts(hub: Hub, public_id: str) -> Answer:
    """Say to a new connection what it may do, where it can be left word, and who says so."""
    facts: Answer = {"Limits": read_limits(hub.config), "Version": __version__}
    if not hub.config.has("p"):
        return facts
    return {**facts, "Address": address_of(_own_address(hub.config.own_url), public_id)}


@lru_cache(maxsize=1)  # each connection is told, and reading a URL takes longer than all the rest
def _own_address(own_url: str) -> str:
    return canonical(own_url)
