"""What Plong says arrives as it is, through every proxy."""

import os
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE, STDOUT
from contextlib import AsyncExitStack

import httpx
import pytest

from tests.proxies.house import BOB, House
from tests.support.server import ESC
from tests.support.talk import hear, hear_close, hear_words, linked_pair

pytestmark = pytest.mark.proxy


async def test_the_page_and_its_files(house: House) -> None:
    async with house.plong() as plong, house.visitor(plong) as alice:
        page = await alice.http.get("/", headers={"Accept": "text/html"})
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        script = await alice.http.get("/plong.js")
        known = {"If-None-Match": script.headers["ETag"]}
        assert (await alice.http.get("/plong.js", headers=known)).status_code == 304


async def test_who_comes_without_tls_is_sent_to_it(house: House) -> None:
    async with httpx.AsyncClient(verify=False) as client:
        url = f"http://127.0.0.1:{house.front.ports.plain}/plong.js"
        answer = await client.get(url)
    assert answer.status_code in {301, 308}
    assert answer.headers["Location"].startswith("https://127.0.0.1")
    assert answer.headers["Location"].endswith("/plong.js")


@pytest.mark.parametrize("house", ["haproxy"], indirect=True)
async def test_certbot_is_asked_without_tls(house: House) -> None:
    path = "/.well-known/acme-challenge/x"
    async with (
        house.plong(),
        httpx.AsyncClient(verify=False) as client,
    ):  # Plong is certbot's stand-in
        answer = await client.get(f"http://127.0.0.1:{house.front.ports.plain}{path}")
    assert (answer.status_code, "Error" in answer.json()) == (404, True)


async def test_a_peer_is_found_by_its_passphrase(house: House) -> None:
    async with house.plong() as plong, house.visitor(plong) as alice:
        me = await alice.ohai()
        assert (await alice.iam(me, "blue sky")).status_code == 200
        assert (await alice.whois("blue sky")).json()["PublicId"] == me.public_id


async def test_messages_of_every_size(house: House) -> None:
    async with (
        house.plong() as plong,
        house.visitor(plong) as alice,
        linked_pair(alice) as pair,
    ):
        most = plong.hub.config.max_message
        for message in ("", "é" * (most // 2), b"", bytes(range(256)) * (most // 256)):
            await pair.alices.send(message)
            assert await hear(pair.bobs) == message


async def test_two_who_come_from_different_addresses(house: House) -> None:
    async with (
        house.plong() as plong,
        house.visitor(plong) as here,
        house.visitor(plong, BOB) as there,
    ):
        alice, bob = await here.ohai(), await there.ohai()
        async with here.connect_2(alice) as alices, there.connect_2(bob) as bobs:
            assert (await hear_words(alices))["Event"] == "welcome"
            assert (await hear_words(bobs))["Event"] == "welcome"
            await alices.send(f"{ESC}tell {bob.public_id} Hi")
            assert await hear(bobs) == f":{alice.public_id}:Hi"


async def test_the_end_of_the_server_is_told(house: House) -> None:
    async with AsyncExitStack() as stack:
        async with house.plong() as plong:
            alice = await stack.enter_async_context(house.visitor(plong))
            connection = await alice.connect(await alice.ohai())
        assert await hear_close(connection) == (1012, "Server restarting.")


async def test_refusals_of_too_much_are_plongs(house: House) -> None:
    async with house.plong() as plong, house.visitor(plong) as alice:
        body = await alice.http.post("/whois", content=b" " * 65537)
        assert (body.status_code, "Error" in body.json()) == (413, True)
        head = await alice.http.get("/", headers={"X-Filler": "x" * 33_000})
        assert (head.status_code, "Error" in head.json()) == (431, True)


async def test_all_that_the_protocol_promises(house: House) -> None:
    async with house.plong():
        said, code = await run("check", house.front.url, house=house)
    assert code == 0, said


async def test_libp2p_at_the_path_of_the_page(house: House) -> None:
    async with house.plong():
        place = f"/ip4/127.0.0.1/tcp/{house.front.ports.tls}/wss"
        said, code = await run("ping", place, "-c", "1", house=house)
    assert code == 0, said


async def run(*arguments: str, house: House) -> tuple[str, int | None]:
    """Run the command, which believes the proxy's certificate; return what it says."""
    trusting = {**os.environ, "SSL_CERT_FILE": str(house.front.certificate.chain)}
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "plong", *arguments), env=trusting, stdout=PIPE, stderr=STDOUT
    )
    said, _ = await process.communicate()
    return said.decode(), process.returncode
