"""Argon2id digests off the event loop, a bounded number at a time."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

import pytest
from argon2.low_level import Type, hash_secret_raw

from plong.hub.hasher import SALT_BYTES, Hasher
from plong.protocol.errors import RateLimited
from tests.support.fakes import end_of_turn

SALT = b"s" * SALT_BYTES

pytestmark = pytest.mark.usefixtures("real_hashing")


@pytest.fixture
async def hasher() -> AsyncIterator[Hasher]:
    hasher = Hasher(SALT, max_waiting=2)
    yield hasher
    hasher.close()


async def test_a_digest_is_argon2id_with_the_parameters_of_the_design(hasher: Hasher) -> None:
    expected = hash_secret_raw(b"otter", SALT, 2, 19 * 1024, 1, 32, Type.ID)
    assert await hasher.digest(b"otter") == expected


async def test_equal_passphrases_have_equal_digests_and_others_others(hasher: Hasher) -> None:
    assert await hasher.digest(b"otter") == await hasher.digest(b"otter")
    assert await hasher.digest(b"otter") != await hasher.digest(b"otter ")


async def test_another_salt_gives_another_digest(hasher: Hasher) -> None:
    other = Hasher(b"t" * SALT_BYTES, max_waiting=2)
    assert await other.digest(b"otter") != await hasher.digest(b"otter")
    other.close()


@pytest.mark.parametrize("passphrase", [b"\0", "☃".encode(), b"x" * 1024])
async def test_any_passphrase_can_be_hashed(hasher: Hasher, passphrase: bytes) -> None:
    assert len(await hasher.digest(passphrase)) == 32


async def test_a_full_queue_refuses_and_says_when_to_come_back(hasher: Hasher) -> None:
    waiting = [asyncio.ensure_future(hasher.digest(b"otter")) for _ in range(2)]
    await end_of_turn()
    with pytest.raises(RateLimited) as caught:
        await hasher.digest(b"heron")
    assert caught.value.retry_after == 1
    assert str(caught.value) == "The server is busy with other passphrases."
    await asyncio.gather(*waiting)
    await hasher.digest(b"heron")


async def test_the_second_half_of_the_queue_is_not_for_everybody(hasher: Hasher) -> None:
    first = asyncio.ensure_future(hasher.digest(b"otter", may_fill=False))
    await end_of_turn()
    with pytest.raises(RateLimited):
        await hasher.digest(b"heron", may_fill=False)
    await asyncio.gather(first, hasher.digest(b"heron"))


async def test_who_leaves_the_queue_makes_room(hasher: Hasher) -> None:
    waiting = [asyncio.ensure_future(hasher.digest(b"otter")) for _ in range(2)]
    await end_of_turn()
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert len(await hasher.digest(b"heron")) == 32


async def test_the_event_loop_goes_on_meanwhile(hasher: Hasher) -> None:
    digest = asyncio.ensure_future(hasher.digest(b"otter"))
    turns = 0
    while not digest.done():
        await end_of_turn()
        turns += 1
    assert turns > 100


async def test_closing_drops_what_waits_and_ends_the_thread() -> None:
    before = threading.active_count()
    hasher = Hasher(SALT, max_waiting=10)
    waiting = [asyncio.ensure_future(hasher.digest(b"otter")) for _ in range(10)]
    await end_of_turn()
    hasher.close()
    assert threading.active_count() == before
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(results[-1], asyncio.CancelledError)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere priorities are of processes alone")
async def test_the_thread_steps_back_before_the_relay(hasher: Hasher) -> None:
    await hasher.digest(b"otter")
    [thread] = [one for one in threading.enumerate() if one.name.startswith("plong-hash")]
    assert thread.native_id is not None
    assert os.getpriority(os.PRIO_PROCESS, thread.native_id) > os.getpriority(os.PRIO_PROCESS, 0)
