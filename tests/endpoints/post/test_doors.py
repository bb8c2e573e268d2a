"""Blocks, masks, tokens and settings, over HTTP."""

import pytest

from tests.support.mail import Owner, knock_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_blocks_are_kept_and_given_up(bob: Owner) -> None:
    block = {"host": "Evil.example.org"}
    added = await bob.ask("POST", "block", block)
    assert (added.status_code, added.json()) == (201, {"host": "evil.example.org"})
    assert (await bob.ask("GET", "block")).json() == [{"host": "evil.example.org"}]
    for _ in range(2):
        removed = await bob.ask("DELETE", "block", block)
        assert (removed.status_code, removed.content) == (204, b"")
    assert (await bob.ask("GET", "block")).json() == []


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("block", [{}, {"host": "a", "origin": "http://a"}, {"network": "x"}])
async def test_a_block_has_one_right_field(method: str, block: object, bob: Owner) -> None:
    assert (await bob.ask(method, "block", block)).status_code == 400


async def test_a_mask_stands_for_its_owner(bob: Owner, alice: Owner) -> None:
    made = await bob.ask("POST", "masks", {"ttl": 3600, "single_pull": True})
    assert made.status_code == 201
    mask = made.json()
    assert mask["address"].endswith(f"/at/{mask['mask_id']}")
    assert mask["mask_id"] not in bob.address
    path = f"/at/{mask['mask_id']}"
    taken = await bob.server.http.post(f"{path}/ping", json=knock_of())
    assert taken.status_code == 204
    assert len(await bob.inbox()) == 1
    [listed] = (await bob.ask("GET", "masks")).json()
    assert (listed["mask_id"], listed["used"], listed["revoked"]) == (mask["mask_id"], True, False)
    ping_id = await bob.send(alice.address, "Guess who", origin=mask["address"])
    served = await bob.server.http.get(f"{path}/outbox/{ping_id}")
    assert served.json()["content"] == "Guess who"
    given_up = await bob.ask("DELETE", "masks", {"mask_id": mask["mask_id"]})
    assert given_up.status_code == 204
    assert (await bob.server.http.get(f"{path}/outbox/{ping_id}")).status_code == 404


@pytest.mark.parametrize(("path", "field"), [("masks", "mask_id"), ("tokens", "token_id")])
async def test_what_is_given_up_must_be_named_and_need_not_be_there(
    path: str, field: str, bob: Owner
) -> None:
    assert (await bob.ask("DELETE", path, {})).status_code == 400
    assert (await bob.ask("DELETE", path, {field: "x"})).status_code == 204


async def test_a_mask_is_no_owner(bob: Owner) -> None:
    mask = (await bob.ask("POST", "masks", {})).json()
    impostor = Owner(bob.server, f"/at/{mask['mask_id']}", bob.secret)
    assert (await impostor.ask("GET", "inbox")).status_code == 401


async def test_the_user_door_wants_a_token(bob: Owner) -> None:
    made = (await bob.ask("POST", "tokens", {"name": "Carol"})).json()
    stranger = Owner(bob.server, bob.path, "x" * 43)
    carol = Owner(bob.server, bob.path, made["token"])
    for who in (stranger, Owner(bob.server, bob.path)):
        answer = await who.ask("POST", "ping/user", knock_of())
        assert (answer.status_code, answer.json()["code"]) == (401, "bad-token")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await carol.ask("POST", "ping/user", knock_of())).status_code == 204
    assert [waiting["tier"] for waiting in await bob.inbox()] == ["user"]
    [listed] = (await bob.ask("GET", "tokens")).json()
    assert set(listed) == {"token_id", "name", "created_at"}
    assert listed["name"] == "Carol"
    body = {"token_id": made["token_id"]}
    assert (await bob.ask("DELETE", "tokens", body)).status_code == 204
    assert (await carol.ask("POST", "ping/user", knock_of())).status_code == 401


async def test_a_wrong_token_is_refused_whoever_lives_there(bob: Owner) -> None:
    nobody = Owner(bob.server, "/at/" + "x" * 43, "x" * 43)
    answer = await nobody.ask("POST", "ping/user", knock_of())
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-token")


async def test_the_private_door_says_that_it_is_one(bob: Owner) -> None:
    answer = await bob.server.http.post(f"{bob.path}/ping/private", json=knock_of())
    assert answer.status_code == 204
    assert [waiting["tier"] for waiting in await bob.inbox()] == ["private"]


async def test_settings_are_said_and_changed(bob: Owner) -> None:
    settings = (await bob.ask("GET", "settings")).json()
    assert settings == {
        "address": bob.address,
        "public": True,
        "user": True,
        "private": True,
        "anonymous": True,
        "kept_for": 86400,
    }
    changed = await bob.ask("POST", "settings", {"anonymous": False, "kept_for": None})
    assert changed.status_code == 200
    assert changed.json() == {**settings, "anonymous": False, "kept_for": None}
    assert (await bob.ask("POST", "settings", {"public": "yes"})).status_code == 400
    assert (await bob.ask("GET", "settings")).json() == changed.json()
