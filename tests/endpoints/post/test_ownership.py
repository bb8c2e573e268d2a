"""Who may ask as the owner of an address."""

from collections.abc import AsyncIterator

import pytest

from tests.support.mail import Owner, move_in, post_server
from tests.support.server import Server
from tests.support.skins import Skin

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWNERS_ROUTES = [
    *(("POST", "send"), ("GET", "inbox"), ("GET", "inbox/x"), ("POST", "pull/x")),
    *(("POST", "ignore/x"), ("GET", "block"), ("POST", "block"), ("DELETE", "block")),
    *(("GET", "masks"), ("POST", "masks"), ("DELETE", "masks")),
    *(("GET", "tokens"), ("POST", "tokens"), ("DELETE", "tokens")),
    *(("GET", "settings"), ("POST", "settings")),
]
ROUTE = pytest.mark.parametrize(("method", "path"), OWNERS_ROUTES)


@ROUTE
async def test_a_peers_box_is_nobody_elses(
    method: str, path: str, alice: Owner, bob: Owner
) -> None:
    for secret in (None, "x", bob.secret, "\u00e9", "x" * 86):
        thief = Owner(alice.server, alice.path, secret)
        answer = await thief.ask(method, path, {})
        assert answer.status_code == 401
        assert answer.json()["code"] == "not-the-owner"
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_peer_that_has_left_has_no_box(alice: Owner) -> None:
    await alice.server.post("/obai", {"PrivateId": alice.secret})
    answer = await alice.ask("GET", "inbox")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-peer")


async def test_the_scheme_of_authorization_is_in_any_case(alice: Owner) -> None:
    headers = {"Authorization": f"bEARER {alice.secret}"}
    answer = await alice.server.http.get(f"{alice.path}/inbox", headers=headers)
    assert answer.json() == []


@pytest.fixture(params=[{}, {"Via": "1.1 proxy"}, {"Origin": "https://evil.example.org"}])
def marks(request: pytest.FixtureRequest) -> dict[str, str]:
    found: dict[str, str] = request.param
    return found


@ROUTE
async def test_without_a_token_whoever_is_on_this_machine_owns_the_servers_own_box(
    method: str, path: str, station: Server, marks: dict[str, str]
) -> None:
    answer = await station.http.request(method, f"/{path}", json={}, headers=marks)
    assert (answer.status_code == 401) == bool(marks)


@pytest.fixture
async def locked(skin: Skin) -> AsyncIterator[Server]:
    """A server whose owner has a token."""
    async with post_server(skin, owner_token="a-token") as server:
        yield server


@pytest.mark.asyncio(loop_scope="function")
async def test_with_a_token_nothing_else_counts(locked: Server) -> None:
    for secret in (None, "another", "a-token-too", "\u00e9"):
        thief = Owner(locked, "", secret)
        assert (await thief.ask("GET", "inbox")).status_code == 401
    owner = Owner(locked, "", "a-token")
    assert await owner.inbox() == []
    peer = await move_in(locked)
    assert (await Owner(locked, peer.path, "a-token").ask("GET", "inbox")).status_code == 401


@pytest.mark.asyncio(loop_scope="function")
async def test_who_uses_an_address_only_by_http_keeps_it(skin: Skin) -> None:
    async with post_server(skin) as server:
        alice = await move_in(server)
        assert await alice.inbox() == []
        assert server.hub.take_in_use() == {alice.path.removeprefix("/at/")}
