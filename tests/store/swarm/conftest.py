"""One contract, two stores."""

import pytest

from plong.store.base import Store
from plong.store.swarm.base import SwarmStore
from plong.swarming import make_swarm_store


@pytest.fixture
def swarm(store: Store) -> SwarmStore:
    """What LCDP's node keeps beside each store in turn."""
    return make_swarm_store(store)
