"""What it costs to be watched: `/metrics` while 10 000 connections are held."""

import http.client
import statistics
import time
from collections.abc import Sequence

from bench.idle import connections, holding
from bench.machine import cpu_seconds
from bench.options import Options
from bench.report import Result, finding, progress, verdict
from bench.servers import Server, plong

TARGET_MS = 20.0
ASKED = 50
TOKEN = "bench"


def _ask(client: http.client.HTTPConnection) -> float:
    """Return the milliseconds that one scrape takes, the way there and back included."""
    started = time.perf_counter()
    client.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    answer = client.getresponse()
    body = answer.read()
    assert answer.status == 200, body
    return (time.perf_counter() - started) * 1000


def _ask_often(server: Server) -> Sequence[float]:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        return [_ask(client) for _ in range(ASKED)]
    finally:
        client.close()


def measure(options: Options) -> Result:
    """Measure scrapes: the processor's time, part of which a thread takes beside the loop."""
    count = connections(options)
    progress(f"scrape: {ASKED} times beside {count} connections")
    with plong(options.plong, {"PLONG_METRICS_TOKEN": TOKEN}) as server, holding(server, count):
        before = cpu_seconds(server.pid)
        took = _ask_often(server)
        cpu = (cpu_seconds(server.pid) - before) / ASKED * 1000
    row = (
        f"/metrics with {count:,} idle connections",
        f"{cpu:.1f} ms of the processor, {statistics.median(took):.1f} ms in all",
        f"<= {TARGET_MS:.0f} ms",
        verdict(cpu <= TARGET_MS),
    )
    return finding("scrape", row, {"connections": count, "cpu_ms": cpu, "milliseconds": took})
