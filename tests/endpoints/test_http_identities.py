"""How long a passphrase stands for a peer, and for whom."""

from plong.protocol.models import rfc3339
from tests.support.fakes import FakeClock
from tests.support.peers import NOW
from tests.support.server import Server, running_server

TAKEN = {"Error": "Another peer holds this passphrase."}
NOT_FOUND = {"Error": "Identity not found."}


def set_clock(server: Server) -> FakeClock:
    """Give the server's directory a clock of the test's."""
    clock = server.hub.directory._clock = FakeClock()
    return clock


async def counted(server: Server) -> int:
    identities: int = (await server.http.get("/")).json()["Status"]["Identities"]
    return identities


async def test_an_identity_expires_and_is_no_longer_counted(server: Server) -> None:
    clock, me = set_clock(server), await server.ohai()
    await server.iam(me, "for half an hour")
    clock.time = NOW + 1799
    assert (await server.whois("for half an hour")).status_code == 200
    assert await counted(server) == 1
    clock.time = NOW + 1800
    answer = await server.whois("for half an hour")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert await counted(server) == 0


async def test_the_identity_timeout_is_configured_and_said() -> None:
    async with running_server(identity_timeout=60) as server:
        clock, me = set_clock(server), await server.ohai()
        answer = await server.iam(me, "for a minute")
        assert answer.json()["Expires"] == rfc3339(NOW + 60)
        assert (await server.http.get("/")).json()["IdentityTimeout"] == 60
        clock.time = NOW + 60
        assert (await server.whois("for a minute")).json() == NOT_FOUND


async def test_a_timeout_may_be_shorter(server: Server) -> None:
    clock, me = set_clock(server), await server.ohai()
    answer = await server.iam(me, "for ten seconds", Timeout=10)
    assert answer.json()["Expires"] == rfc3339(NOW + 10)
    clock.time = NOW + 10
    assert (await server.whois("for ten seconds")).json() == NOT_FOUND


async def test_a_passphrase_dies_after_its_uses(server: Server) -> None:
    me = await server.ohai()
    await server.iam(me, "twice", Uses=2)
    statuses = [(await server.whois("twice")).status_code for _ in range(3)]
    assert statuses == [200, 200, 404]
    assert await counted(server) == 0


async def test_a_passphrase_that_another_peer_holds_is_409(server: Server) -> None:
    me, other = await server.ohai(), await server.ohai()
    await server.iam(me, "mine")
    answer = await server.iam(other, "mine")
    assert (answer.status_code, answer.json()) == (409, TAKEN)
    assert (await server.whois("mine")).json()["PublicId"] == me.public_id


async def test_a_passphrase_is_free_when_its_holder_is_gone_or_its_time_is_up(
    server: Server,
) -> None:
    clock, first, second, third = set_clock(server), *[await server.ohai() for _ in range(3)]
    await server.iam(first, "next please")
    await server.post("/obai", {"PrivateId": first.private_id})
    assert (await server.iam(second, "next please")).status_code == 200
    clock.time = NOW + 1800
    assert (await server.iam(third, "next please")).status_code == 200
    assert (await server.whois("next please")).json()["PublicId"] == third.public_id


async def test_a_peer_may_hold_several_and_renew_each(server: Server) -> None:
    clock, me = set_clock(server), await server.ohai()
    for passphrase in ("one", "two"):
        await server.iam(me, passphrase)
    assert await counted(server) == 2
    clock.time = NOW + 1000
    await server.iam(me, "one")
    assert await counted(server) == 2
    clock.time = NOW + 2000
    assert (await server.whois("one")).json()["PublicId"] == me.public_id
    assert (await server.whois("two")).status_code == 404


async def test_one_phrase_has_one_spelling(server: Server) -> None:
    me = await server.ohai()
    await server.iam(me, "cafe\u0301")
    assert (await server.whois("caf\u00e9")).json()["PublicId"] == me.public_id
    assert (await server.whois("Caf\u00e9")).status_code == 404
    assert (await server.whois("caf\u00e9 ")).status_code == 404
