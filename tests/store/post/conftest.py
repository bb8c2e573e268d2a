"""One contract, two stores; alice and bob have said ohai, and the server itself is there."""

import pytest

from plong.store.base import Store
from plong.store.post.base import Post
from tests.support.peers import add_peers
from tests.support.post import post_on


@pytest.fixture
async def post(store: Store) -> Post:
    """What PING keeps beside each store in turn."""
    await add_peers(store, "alice", "bob")
    return post_on(store)
