"""A real Prometheus that scrapes one server, and is asked."""

import asyncio
import contextlib
import re
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.deploy.monitoring import ALERTS, SCRAPING
from tests.support.metrics import free_port
from tests.support.server import plain_client

_PATIENCE = 30.0
_PAUSE = 0.2


@dataclass(frozen=True)
class Prometheus:
    """What it knows, over its HTTP API."""

    http: httpx.AsyncClient

    async def query(self, expression: str) -> Sequence[Mapping[str, Any]]:
        """Return the series that an expression has just now."""
        return await self._ask("query", query=expression)

    async def query_range(
        self, expression: str, start: float, end: float, step: float
    ) -> Sequence[Mapping[str, Any]]:
        """Return the series of some time, epoch seconds, a value each ``step`` seconds."""
        times = {"start": str(start), "end": str(end), "step": str(step)}
        return await self._ask("query_range", query=expression, **times)

    async def rules(self) -> Sequence[Mapping[str, Any]]:
        """Return the alerts, and whether they could be evaluated."""
        answer = (await self.http.get("/api/v1/rules")).json()
        return [rule for group in answer["data"]["groups"] for rule in group["rules"]]

    async def wait_for(self, expression: str) -> Sequence[Mapping[str, Any]]:
        """Return what an expression has as soon as it has something."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                if found := await self.query(expression):
                    return found
                await asyncio.sleep(_PAUSE)  # Prometheus tells nobody when it has scraped

    async def _ask(self, what: str, **parameters: str) -> Sequence[Mapping[str, Any]]:
        answer = (await self.http.post(f"/api/v1/{what}", data=parameters)).json()
        assert answer["status"] == "success", answer
        result: Sequence[Mapping[str, Any]] = answer["data"]["result"]
        return result


@asynccontextmanager
async def running_prometheus(folder: Path, metrics_port: int) -> AsyncIterator[Prometheus]:
    """Run one with the documented configuration, at this server's port and every second."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        "prometheus",
        f"--config.file={_configure(folder, metrics_port)}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        async with plain_client(f"http://127.0.0.1:{port}") as http:
            await _wait_until_ready(http)
            yield Prometheus(http)
    finally:
        process.terminate()
        await process.wait()


def _configure(folder: Path, metrics_port: int) -> Path:
    text = SCRAPING.read_text("utf-8").replace("127.0.0.1:9464", f"127.0.0.1:{metrics_port}")
    assert str(metrics_port) in text
    path = folder / "prometheus.yml"
    path.write_text(re.sub(r"_interval: \d+s", "_interval: 1s", text), encoding="utf-8")
    (folder / ALERTS.name).write_text(ALERTS.read_text("utf-8"), encoding="utf-8")
    return path


async def _wait_until_ready(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(_PATIENCE):
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await http.get("/-/ready")).status_code == 200:
                    return
            await asyncio.sleep(_PAUSE)  # nothing tells when it listens
