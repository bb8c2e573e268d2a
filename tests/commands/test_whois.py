"""``plong whois``, and how commands fail."""

from tests.commands.seat import Desk, desk
from tests.support.server import Server, running_server


async def test_it_prints_who_it_is(ann: Desk, server: Server) -> None:
    bob = await server.ohai()
    await server.iam(bob, "blue tiger sky")
    assert await ann.run("whois", "blue tiger sky") == 0
    assert (await ann.event("found"))["peer"] == bob.public_id


async def test_nobody_is_exit_code_1(ann: Desk) -> None:
    assert await ann.run("whois", "blue tiger sky") == 1
    assert ann.complaint == "plong: Nobody is waiting under “blue tiger sky”.\n"


async def test_a_passphrase_that_is_too_long_is_wrong_usage(ann: Desk) -> None:
    assert await ann.run("whois", "x" * 2000) == 2


async def test_no_server_is_exit_code_3() -> None:
    async with running_server() as server:
        url = server.url
    for command in ("whois", "talk", "send", "receive", "pipe"):
        with desk(url) as one:
            assert await one.run(command, "blue tiger sky") == 3
            assert one.complaint.startswith("plong: No Plong server answers at ")


async def test_a_server_that_is_none_is_wrong_usage() -> None:
    with desk("gopher://localhost") as one:
        assert await one.run("whois", "blue tiger sky") == 2
