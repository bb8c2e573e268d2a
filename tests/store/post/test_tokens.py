"""The contract of all tokens: known by their ids, an owner's own, and limited."""

import pytest

from plong.protocol.errors import NoSuchPeer, ServerFull
from plong.store.post.base import Post
from tests.support.peers import MANY, NOW, id_of
from tests.support.post import owner_of, token_of

ALICE, BOB = owner_of("alice"), owner_of("bob")


async def test_tokens_are_found_by_their_ids_and_listed_by_age(post: Post) -> None:
    young, old = token_of("alice", "young"), token_of("alice", "old", created_at=NOW - 1)
    own = token_of("", "the server's")
    for token in (young, old, own):
        await post.tokens.add(token, MANY)
    assert await post.tokens.get(id_of("young")) == young
    assert await post.tokens.get(id_of("the server's")) == own
    assert await post.tokens.get(id_of("nobody's")) is None
    assert await post.tokens.of(ALICE) == [old, young]
    assert await post.tokens.of("") == [own]
    assert await post.tokens.of(BOB) == []


async def test_a_token_is_removed_once_and_by_its_owner_only(post: Post) -> None:
    await post.tokens.add(token_of("alice", "Carol"), MANY)
    owners = (BOB, "", ALICE, ALICE)
    removals = [await post.tokens.remove(owner, id_of("Carol")) for owner in owners]
    assert removals == [False, False, True, False]
    assert await post.tokens.get(id_of("Carol")) is None
    assert await post.tokens.of(ALICE) == []


async def test_tokens_are_limited_and_removed_ones_make_room(post: Post) -> None:
    await post.tokens.add(token_of("alice", "one"), 1)
    with pytest.raises(ServerFull, match="revoke one"):
        await post.tokens.add(token_of("alice", "two"), 1)
    await post.tokens.add(token_of("bob", "three"), 1)
    await post.tokens.remove(ALICE, id_of("one"))
    await post.tokens.add(token_of("alice", "two"), 1)


async def test_nobody_has_no_tokens(post: Post) -> None:
    for question in (
        post.tokens.add(token_of("nobody", "x"), MANY),
        post.tokens.of(owner_of("nobody")),
        post.tokens.remove(owner_of("nobody"), id_of("x")),
    ):
        with pytest.raises(NoSuchPeer):
            await question
