"""Who may knock, said with `plong.client` to a real server."""

from collections.abc import AsyncIterator

import httpx
import pytest

from plong.client import Block, Knocked, Me, PlongError
from tests.client.conftest import Join
from tests.support.server import Server, running_server

ANNS = {"origin": "http://plong.example/at/ann"}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hwxp", ping_hold=0.1) as server:
        yield server


async def knock_as(server: Server, url: str, **headers: str) -> int | None:
    """Knock as a stranger; return the status, None if there was no answer."""
    path = url.partition(f":{server.port}")[2]
    try:
        answer = await server.http.post(path, json={"ping_id": "a", **ANNS}, headers=headers)
    except httpx.RemoteProtocolError:  # held, and let go without a word
        return None
    return answer.status_code


async def test_who_is_blocked_is_not_heard_until_unblocked(server: Server, join: Join) -> None:
    ben = await join()
    url = f"{ben.address}/ping"
    assert await ben.block(host="PLONG.example.") == Block("host", "plong.example")
    assert await ben.blocks() == [Block("host", "plong.example")]
    assert await knock_as(server, url) is None
    await ben.unblock(host="plong.example")
    assert await ben.blocks() == []
    assert await knock_as(server, url) == 204


@pytest.mark.parametrize(
    ("wish", "value"),
    [
        ({"origin": "http://a/b/"}, "http://a/b"),
        ({"prefix": "http://a/b"}, "http://a/b"),
        ({"network": "192.0.2.7/24"}, "192.0.2.0/24"),
    ],
)
async def test_a_block_is_answered_as_the_server_writes_it(
    join: Join, wish: dict[str, str], value: str
) -> None:
    ben = await join()
    (kind,) = wish
    block = await ben.block(**wish)
    assert (block.kind, block.value) == (kind, value)


@pytest.mark.parametrize("wish", [{}, {"host": "a", "origin": "http://a"}, {"network": "a"}])
async def test_a_block_of_nothing_or_two_is_refused(join: Join, wish: dict[str, str]) -> None:
    ben = await join()
    for change in (ben.block, ben.unblock):
        with pytest.raises(PlongError) as caught:
            await change(**wish)
        assert caught.value.code == "bad-request"


async def test_a_mask_takes_knocks_until_it_is_given_up(server: Server, join: Join) -> None:
    ann, ben = await join(), await join()
    mask = await ben.make_mask(3600, single_pull=True)
    assert mask.expires_at is not None
    assert (mask.expires_at - mask.created_at).total_seconds() == 3600
    assert await ben.masks() == [mask]
    events = ben.events()
    sent = await ann.knock(mask.address, "Hi")
    assert await anext(events) == Knocked(sent.ping_id, str(ann.address), "ask")
    (used,) = await ben.masks()
    assert (used.used, used.revoked) == (True, False)
    await ben.revoke_mask(mask.mask_id)
    assert (await ben.masks())[0].revoked
    assert await knock_as(server, f"{mask.address}/ping") is None
    await ben.revoke_mask("another")


async def test_one_can_knock_as_a_mask(join: Join) -> None:
    ann, ben = await join(), await join()
    mask = await ann.make_mask()
    assert (mask.expires_at, mask.single_pull) == (None, False)
    events = ben.events()
    await ann.knock(str(ben.address), "Hi", origin=mask.address)
    knocked = await anext(events)
    assert isinstance(knocked, Knocked)
    assert knocked.origin == mask.address
    assert (await ben.pull(knocked.ping_id)).content == "Hi"


async def test_a_token_opens_the_user_door_until_it_is_revoked(server: Server, join: Join) -> None:
    ben = await join()
    url = f"{ben.address}/ping/user"
    token = await ben.make_token("Ann's laptop")
    bearer = f"Bearer {token.token}"
    assert await knock_as(server, url, Authorization=bearer) == 204
    assert [waiting.tier for waiting in await ben.inbox()] == ["user"]
    (listed,) = await ben.tokens()
    assert (listed.token_id, listed.name, listed.token) == (token.token_id, "Ann's laptop", None)
    await ben.revoke_token(token.token_id)
    assert await ben.tokens() == []
    assert await knock_as(server, url, Authorization=bearer) == 401


async def settings_without_address(ben: Me) -> tuple[object, ...]:
    settings = await ben.settings()
    assert settings.address == ben.address
    return (settings.public, settings.user, settings.private, settings.anonymous)


async def test_doors_are_closed_one_by_one(server: Server, join: Join) -> None:
    ben = await join()
    assert await settings_without_address(ben) == (True, True, True, True)
    changed = await ben.change_settings(public=False)
    assert (changed.public, changed.user) == (False, True)
    assert await knock_as(server, f"{ben.address}/ping") is None
    await ben.change_settings(public=True, user=False, private=False, anonymous=False)
    assert await settings_without_address(ben) == (True, False, False, False)
    assert await knock_as(server, f"{ben.address}/ping") == 204


async def test_content_is_kept_for_a_while_or_for_ever(join: Join) -> None:
    ben = await join()
    for seconds in (0, 60, None):
        assert (await ben.change_settings(kept_for=seconds)).kept_for == seconds
        assert (await ben.change_settings()).kept_for == seconds
