"""What wants an extra, and is loaded only where it is wanted, such as PING, LCDP and libp2p."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from plong.config import Config, ConfigError
from plong.endpoints.peers import Peers
from plong.engine.base import Engine
from plong.hub.clock import Clock
from plong.hub.post.office import PostOffice
from plong.hub.swarm.swarm import Swarm
from plong.hub.tally import Tally
from plong.store.base import Store


@asynccontextmanager
async def post_office(
    config: Config, store: Store, engine: Engine, clock: Clock
) -> AsyncIterator[PostOffice | None]:
    """Run PING's office during the block; None: it is not in the mode. Raise `ConfigError`."""
    if not config.has("p"):
        yield None
        return
    with wanted(f'mode is "{config.mode}"; its "p"', "ping"):
        from plong.posting import running_office  # noqa: PLC0415 - it wants an extra
    async with running_office(config, store, engine, clock) as office:
        yield office


@asynccontextmanager
async def swarm_node(
    config: Config, store: Store, clock: Clock, tally: Tally
) -> AsyncIterator[Swarm | None]:
    """Run LCDP's node, likewise. Raise `ConfigError` or `CannotListen`."""
    if not config.has("u"):
        yield None
        return
    with wanted(f'mode is "{config.mode}"; its "u"', "lcdp"):
        from plong.swarming import running_swarm  # noqa: PLC0415 - it wants an extra
    async with running_swarm(config, store, clock, tally) as swarm:
        yield swarm


@asynccontextmanager
async def peering(
    config: Config, store: Store, clock: Clock, tally: Tally
) -> AsyncIterator[Peers | None]:
    """Run libp2p's peer, likewise. Raise `ConfigError`, `StartError` or `StoreError`."""
    if not config.has("l"):
        yield None
        return
    with wanted(f'mode is "{config.mode}"; its "l"', "libp2p"):
        from plong.peering import running_peering  # noqa: PLC0415 - it wants an extra
    async with running_peering(config, store, clock, tally) as libp2p:
        yield libp2p


@contextmanager
def wanted(by: str, extra: str) -> Iterator[None]:
    """Import during the block what an extra brings.

    Args:
        by: what wants it, as a sentence's beginning.
        extra: its name.

    Raises:
        ConfigError: a package is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"{by} needs the package {error.name}: "
            f"install Plong with its extra, in a clone by pip install '.[{extra}]'."
        ) from None
