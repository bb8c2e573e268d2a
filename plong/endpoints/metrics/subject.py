"""Whose metrics they are, and what its store has to be asked for them."""

from contextlib import suppress
from dataclasses import dataclass

from starlette.applications import Starlette

from plong.endpoints.peers import Peers
from plong.hub.health import Health
from plong.hub.hub import Hub
from plong.hub.post.office import PostOffice
from plong.hub.swarm.swarm import Swarm
from plong.protocol.errors import Unavailable
from plong.protocol.models import Counts
from plong.store.post.room import Totals


@dataclass(frozen=True, slots=True)
class Subject:
    """One running server."""

    hub: Hub
    health: Health
    office: PostOffice | None
    swarm: Swarm | None
    libp2p: Peers | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store holds; None: it cannot be read, or there is no PING."""

    counts: Counts | None = None
    totals: Totals | None = None


def subject_of(app: Starlette) -> Subject:
    """Return the server of an application."""
    state = app.state
    return Subject(state.hub, state.health, state.office, state.swarm, state.libp2p)


async def ask_store(subject: Subject) -> Kept:
    """Ask for what is not counted here; the rest is told all the same if it cannot be read."""
    with suppress(Unavailable):
        counts = await subject.hub.directory.counts()
        totals = None if subject.office is None else await subject.office.totals()
        return Kept(counts, totals)
    return Kept()
