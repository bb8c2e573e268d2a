"""One contract, two stores; alice and bob have said ohai, and the server itself is there."""

import pytest

from plong.posting import make_post
from plong.store.base import Store
from plong.store.post.base import Post
from tests.support.peers import add_peers


@pytest.fixture
async def post(store: Store) -> Post:
    """What PING keeps beside each store in turn."""
    await add_peers(store, "alice", "bob")
    return make_post(store)
