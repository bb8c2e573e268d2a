"""``/metrics`` over the wire: who may ask, in which format, and what it says."""

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.support.metrics import BEARER, TOKEN, free_port, read_samples, scrape
from tests.support.server import ESC, Connecting, barrier, plain_client, running_server
from tests.support.talk import hear_close

OPENMETRICS = "application/openmetrics-text; version=1.0.0"


async def test_nobody_is_told_anything_unless_the_operator_says_so() -> None:
    async with running_server() as server:
        assert (await server.http.get("/metrics")).status_code == 404


@pytest.mark.parametrize(
    "said",
    ["", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \u00e9", f"bearer  {TOKEN}"],
)
async def test_who_does_not_say_the_token_is_refused_and_counted(
    said: str,
) -> None:
    async with running_server(metrics_token=TOKEN) as server:
        headers = [(b"Authorization", said.encode("latin-1"))]
        answer = await server.http.get("/metrics", headers=headers)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert TOKEN not in answer.text
        samples = await scrape(server.http)
        assert samples['plong_refusals_total{reason="unauthorized",way="http"}'] == 1


async def test_both_formats_are_spoken() -> None:
    async with running_server(metrics_token=TOKEN) as server:
        plain = await server.http.get("/metrics", headers=BEARER)
        assert plain.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        open_ = await server.http.get("/metrics", headers={**BEARER, "Accept": OPENMETRICS})
        assert open_.headers["Content-Type"].startswith("application/openmetrics-text")
        assert open_.text.endswith("# EOF\n")


async def test_a_port_of_its_own_has_metrics_and_health_and_nothing_else() -> None:
    port = free_port()
    async with running_server(metrics_port=port) as server, at(port) as http:
        assert "plong_ready" in read_samples((await http.get("/metrics")).text)
        assert (await http.get("/readyz")).json() == {"Ready": True}
        assert (await http.get("/healthz")).status_code == 200
        for path in ("/", "/ohai", "/wuu2"):
            assert (await http.get(path)).status_code == 404
        with pytest.raises(InvalidStatus):
            await Connecting(f"ws://127.0.0.1:{port}/ws")
        assert (await server.http.get("/metrics")).status_code == 404


async def test_who_watches_takes_nothing_from_the_visitors_of_its_address() -> None:
    port = free_port()
    async with (
        running_server(metrics_port=port, http_connections_per_address=1) as server,
        at(port) as watching,
        at(port) as another,
    ):
        for http in (watching, another, server.http):
            assert (await http.get("/healthz")).status_code == 200


async def test_with_a_token_the_port_of_its_own_wants_it_as_well() -> None:
    port = free_port()
    async with running_server(metrics_port=port, metrics_token=TOKEN), at(port) as http:
        assert (await http.get("/metrics")).status_code == 401
        assert (await http.get("/metrics", headers=BEARER)).status_code == 200


async def test_who_watches_hears_to_the_end_that_the_server_drains() -> None:
    port = free_port()
    async with running_server(metrics_port=port) as server, at(port) as http:
        server.hub.is_draining = True
        samples = read_samples((await http.get("/metrics")).text)
        assert samples["plong_ready"] == 0
        assert samples['plong_unready{reason="draining"}'] == 1
        assert samples['plong_unready{reason="store-unavailable"}'] == 0


async def test_two_who_talk_are_seen() -> None:
    async with running_server(metrics_token=TOKEN) as server:
        alice, bob = await server.ohai(), await server.ohai()
        await server.iam(bob, "blue tiger sky")
        async with server.connect(alice) as first, server.connect(bob) as second:
            await barrier(second)
            await first.send(f"{ESC}chlink {bob.public_id}")
            await first.send("Hello")
            await second.recv()
            samples = await scrape(server.http)
            assert samples['plong_connections{way="websocket"}'] == 2
            assert samples["plong_peers_connected"] == 2
            assert samples["plong_links"] == 1
            assert samples["plong_relayed_messages_total"] == 1
            assert samples["plong_relayed_bytes_total"] == len(f":{alice.public_id}:Hello")
            assert (samples["plong_peers"], samples["plong_identities"]) == (2, 1)
            assert samples["plong_hash_seconds_count"] == 1
        samples = await scrape(server.http)
        assert samples['plong_connections_opened_total{way="websocket"}'] == 2
        assert samples['plong_connections{way="websocket"}'] == 0


async def test_refusals_are_seen_by_way_in_and_reason() -> None:
    async with running_server(metrics_token=TOKEN, passphrase_tries=1) as server:
        for _ in range(3):
            await server.whois("nobody")
        async with Connecting(f"{server.ws_url}/ws/nobody") as connection:
            await hear_close(connection)
        samples = await scrape(server.http)
        assert samples['plong_refusals_total{reason="rate-limited",way="http"}'] == 2
        assert samples['plong_refusals_total{reason="no-such-peer",way="websocket"}'] == 1


async def test_the_store_is_seen(tmp_path: object) -> None:
    async with running_server(metrics_token=TOKEN, store=f"sqlite:{tmp_path}/x.db") as server:
        before = await scrape(server.http)
        await server.ohai()
        samples = await scrape(server.http)
        count, questions = "plong_store_transaction_seconds_count", "plong_store_questions_total"
        assert samples[count] > before[count] > 0
        assert samples[questions] > before[questions]
        assert samples["plong_store_failures_total"] == 0


async def test_the_process_is_seen() -> None:
    async with running_server(metrics_token=TOKEN) as server:
        samples = await scrape(server.http)
        assert samples["process_resident_memory_bytes"] > 1e6
        assert samples['plong_build_info{mode="hwx",version="0.1.0"}'] == 1
        assert "plong_loop_lag_highest_seconds" in samples


async def test_every_way_in_is_seen() -> None:
    async with running_server(mode="hwxpul", metrics_token=TOKEN) as server:
        samples = await scrape(server.http)
        assert samples['plong_ping_pings{box="inbox"}'] == 0
        assert samples["plong_ping_held_knocks"] == 0
        assert samples["plong_lcdp_peers"] == 0
        assert samples["plong_libp2p_connections"] == 0
        assert samples["plong_libp2p_relay_bytes_total"] == 0
        assert samples['plong_connections{way="bridge"}'] == 0


async def test_what_is_not_in_the_mode_is_not_told() -> None:
    async with running_server(mode="h", metrics_token=TOKEN) as server:
        names = " ".join(await scrape(server.http))
        assert 'way="http"' in names
        for other in ("plong_ping", "lcdp", "libp2p", 'way="websocket"'):
            assert other not in names


async def test_no_stranger_chooses_a_label() -> None:
    async with running_server(metrics_token=TOKEN) as server:
        for number in range(20):
            await server.http.get(f"/path-{number}")
            await server.http.request(f"VERB{number}", "/ohai")
        names = [name for name in await scrape(server.http) if name.startswith("plong_refusals")]
        assert len(names) <= 2


def at(port: int) -> httpx.AsyncClient:
    return plain_client(f"http://127.0.0.1:{port}")
