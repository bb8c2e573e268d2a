"""Our node, and its clock."""

import pytest

from plong.libp2p.node import Node
from tests.libp2p.stranger import Clock, make_node


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def node(clock: Clock) -> Node:
    """Our node; nothing of it waits."""
    return make_node(clock)
