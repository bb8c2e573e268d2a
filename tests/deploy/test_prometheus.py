"""The documented files with a real Prometheus, which Debian has: ``pytest -m prometheus``."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.deploy.monitoring import ALERTS, SCRAPING, expressions
from tests.support.metrics import free_port
from tests.support.prometheus import Prometheus, running_prometheus
from tests.support.server import ESC, Server, running_server

pytestmark = pytest.mark.prometheus


@pytest.mark.parametrize(("what", "path"), [("rules", ALERTS), ("config", SCRAPING)])
def test_promtool_finds_nothing_wrong(what: str, path: Path) -> None:
    ended = subprocess.run(["promtool", "check", what, path], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


async def use(server: Server) -> None:
    """Do something of most kinds."""
    alice, bob = await server.ohai(), await server.ohai()
    await server.iam(bob, "blue tiger sky")
    await server.http.get("/nothing")
    async with server.connect(alice) as first, server.connect(bob) as second:
        await first.send(f"{ESC}chlink {bob.public_id}")
        while True:  # until it is cancelled
            await first.send("Hello")
            await second.recv()
            await server.whois("blue tiger sky")
            await asyncio.sleep(0.1)  # the pace of a demonstration


async def test_every_panel_has_data_and_every_alert_is_calm(tmp_path: Path) -> None:
    port = free_port()
    settings = {"mode": "hwxpul", "metrics_port": port, "store": f"sqlite:{tmp_path / 'plong.db'}"}
    async with running_server(passphrase_tries=100_000, **settings) as server:
        task = asyncio.create_task(use(server))
        async with running_prometheus(tmp_path, port) as prometheus:
            for expression in expressions():
                await prometheus.wait_for(expression)
            await check_rules(prometheus)
        task.cancel()


async def check_rules(prometheus: Prometheus) -> None:
    rules = await prometheus.rules()
    assert len(rules) >= 10
    for rule in rules:
        assert rule["health"] in ("ok", "unknown"), rule
        assert rule["state"] in ("inactive", "unknown"), rule


async def test_a_server_that_drains_is_seen_and_one_that_is_down_as_well(tmp_path: Path) -> None:
    port = free_port()
    async with running_prometheus(tmp_path, port) as prometheus:
        async with running_server(metrics_port=port) as server:
            server.hub.is_draining = True
            await prometheus.wait_for('plong_unready{reason="draining"} == 1')
        await prometheus.wait_for('up{job="plong"} == 0')
