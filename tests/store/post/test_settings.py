"""The contract of all settings: each owner's own, changed in one step."""

import asyncio
import math
from dataclasses import replace

import pytest

from plong.protocol.errors import BadRequest, NoSuchPeer
from plong.protocol.ping.settings import Settings
from plong.store.base import Store
from plong.store.post.base import Post
from plong.store.post.room import Limits, Share
from tests.support.peers import NOW
from tests.support.post import outgoing_of, owner_of

ALICE = owner_of("alice")
DEFAULT = Settings(60.0)


def close_public(old: Settings | None) -> Settings:
    return replace(old or DEFAULT, public=False)


def keep_for_ever(old: Settings | None) -> Settings:
    return replace(old or DEFAULT, kept_for=math.inf)


async def test_who_has_said_nothing_has_none(post: Post) -> None:
    assert await post.doors.settings(ALICE) is None
    assert await post.doors.settings("") is None


async def test_settings_are_changed_one_after_another(post: Post) -> None:
    assert await post.doors.change_settings(ALICE, close_public) == Settings(60.0, public=False)
    new = await post.doors.change_settings(ALICE, keep_for_ever)
    assert new == Settings(math.inf, public=False)
    assert await post.doors.settings(ALICE) == new
    assert await post.doors.settings("") is None


async def test_of_two_changes_at_once_none_is_lost(post: Post) -> None:
    changes = (close_public, keep_for_ever)
    await asyncio.gather(*(post.doors.change_settings("", change) for change in changes))
    assert await post.doors.settings("") == Settings(math.inf, public=False)


async def test_a_refused_change_changes_nothing(post: Post) -> None:
    def refuse(_: Settings | None) -> Settings:
        raise BadRequest

    await post.doors.change_settings(ALICE, close_public)
    with pytest.raises(BadRequest):
        await post.doors.change_settings(ALICE, refuse)
    assert await post.doors.settings(ALICE) == Settings(60.0, public=False)


async def test_nobody_has_no_settings(post: Post) -> None:
    nobody = owner_of("nobody")
    for question in (
        post.doors.settings(nobody),
        post.doors.change_settings(nobody, close_public),
    ):
        with pytest.raises(NoSuchPeer):
            await question


async def test_a_change_leaves_the_owners_boxes_alone(post: Post, store: Store) -> None:
    one = Limits(Share(1, 10**6), Share(1, 10**6))
    await post.outbox.add(outgoing_of("alice", "one"), one, 0)
    for change in (close_public, keep_for_ever):
        await post.doors.change_settings(ALICE, change)
    assert await store.prune(NOW + 10, NOW + 5) == [owner_of("bob")]
