"""What is unknown, over, or wrong is answered alike: byte for byte, and by the same work."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.raw import raw_client, upgrade
from tests.support.server import Me, Server, running_server
from tests.support.talk import hear_close

NOBODY = "A" * 86


class Counted:
    """Stands before a part of the server and counts what is asked of it."""

    def __init__(self, part: Any, counts: Counter[str]) -> None:
        self._part = part
        self._counts = counts

    def __getattr__(self, name: str) -> Any:
        self._counts[name] += 1
        return getattr(self._part, name)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server with its store on a disk."""
    store = f"sqlite:{tmp_path / 'plong.db'}"
    tries = {"passphrase_tries": 100_000, "passphrase_tries_total": 100_000}
    async with running_server(mode="hwxp", store=store, ping_hold=0.05, **tries) as server:
        yield server


@pytest.fixture
def counts(server: Server) -> Counter[str]:
    """What the server's parts were asked, by name."""
    counts: Counter[str] = Counter()
    directory: Any = server.hub.directory
    directory._hasher = Counted(directory._hasher, counts)
    directory._store = Counted(directory._store, counts)
    return counts


def visible(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """Return all that a stranger sees but the time."""
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, headers, answer.content


async def expired(server: Server, me: Me, passphrase: str) -> None:
    await server.iam(me, passphrase, Timeout=1)
    async with asyncio.timeout(10):
        while (await server.whois(passphrase)).is_success:
            pass


async def test_unknown_expired_and_used_up_passphrases(
    server: Server, counts: Counter[str]
) -> None:
    me = await server.ohai()
    await server.iam(me, "used up", Uses=1)
    await server.whois("used up")
    await expired(server, me, "expired")
    seen = []
    for passphrase in ("unknown", "used up", "expired"):
        counts.clear()
        seen.append((visible(await server.whois(passphrase)), dict(counts)))
    assert seen == [seen[0]] * len(seen)
    assert seen[0][0][0] == httpx.codes.NOT_FOUND
    assert seen[0][1] == {"digest": 1, "find": 1}


@pytest.mark.parametrize("path", ["/obai", "/iam"])
async def test_private_ids_that_nobody_has(server: Server, counts: Counter[str], path: str) -> None:
    me = await server.ohai()
    await server.post("/obai", {"PrivateId": (gone := await server.ohai()).private_id})
    seen = []
    for private_id in (NOBODY, "malformed", me.public_id, gone.private_id):
        counts.clear()
        body = {"PrivateId": private_id, "Passphrase": "otter"}
        seen.append(visible(await server.post(path, body)))
        assert counts["digest"] == 0
    assert seen == [seen[0]] * len(seen)
    assert seen[0][0] == httpx.codes.NOT_FOUND


async def test_private_ids_that_nobody_has_in_an_upgrade(server: Server) -> None:
    me = await server.ohai()
    seen = []
    for private_id in (NOBODY, "malformed", me.public_id):
        async with raw_client(server.port) as client:
            await client.send(upgrade(f"/ws/{private_id}"))
            head = await client.read_answer()
            seen.append((head.status, await client.read_close()))
    assert seen == [seen[0]] * len(seen)
    other = Me(NOBODY, "", "")
    async with server.connect(other) as connection:
        assert await hear_close(connection) == (4004, "No such peer.")


async def test_secrets_that_are_not_an_owners(server: Server) -> None:
    alice, bob = await server.ohai(), await server.ohai()
    at = [f"/at/{alice.public_id}", f"/at/{'A' * 43}"]
    seen = []
    for path in at:
        for secret in (bob.private_id, NOBODY, "malformed"):
            bearer = {"Authorization": f"Bearer {secret}"}
            seen.append(visible(await server.http.get(f"{path}/inbox", headers=bearer)))
    assert seen == [seen[0]] * len(seen)


async def test_tokens_that_open_no_door(server: Server) -> None:
    alice, bob = await server.ohai(), await server.ohai()
    bearer = {"Authorization": f"Bearer {bob.private_id}"}
    made = await server.http.post(f"/at/{bob.public_id}/tokens", json={}, headers=bearer)
    of_bob, seen = made.json()["token"], []
    for token in (of_bob, "A" * 43, "malformed"):
        body = {"ping_id": "one", "origin": "https://a.example/"}
        headers = {"Authorization": f"Bearer {token}"}
        answer = await server.http.post(
            f"/at/{alice.public_id}/ping/user", json=body, headers=headers
        )
        seen.append(visible(answer))
    assert seen == [seen[0]] * len(seen)
    assert seen[0][0] == 401


async def test_tries_are_counted_before_anything_is_hashed() -> None:
    counts: Counter[str] = Counter()
    async with running_server(passphrase_tries=5) as server:
        directory: Any = server.hub.directory
        directory._hasher = Counted(directory._hasher, counts)
        answers = [await server.whois(f"guess {number}") for number in range(50)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert counts["digest"] == 50 - len(refused) <= 6
    assert all(1 <= int(answer.headers["Retry-After"]) <= 60 for answer in refused)


async def test_who_guesses_from_elsewhere_is_not_refused_for_another() -> None:
    async with running_server(passphrase_tries=1) as server:
        me = await server.ohai()
        await server.iam(me, "otter")
        assert (await server.whois("otter")).status_code == httpx.codes.TOO_MANY_REQUESTS
        source = httpx.AsyncHTTPTransport(local_address="127.0.1.1")
        async with httpx.AsyncClient(transport=source, base_url=server.url) as elsewhere:
            found = await elsewhere.post("/whois", json={"Passphrase": "otter"})
    assert found.json()["PublicId"] == me.public_id
