"""What a server says at ``/metrics``, read by Prometheus' own client."""

import socket
from collections.abc import Mapping
from typing import Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

TOKEN: Final = "watching"
BEARER: Final = {"Authorization": f"Bearer {TOKEN}"}

Samples = Mapping[str, float]
"""Values by name and labels, such as ``plong_connections{way="http"}``."""


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def read_samples(text: str) -> Samples:
    """Return all samples of an answer."""
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    return {_shown(sample.name, sample.labels): sample.value for sample in samples}


async def scrape(http: httpx.AsyncClient) -> Samples:
    """Ask a server that wants `TOKEN`."""
    answer = await http.get("/metrics", headers=BEARER)
    assert answer.status_code == 200, answer.text
    return read_samples(answer.text)


def _shown(name: str, labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    return f"{name}{{{pairs}}}" if pairs else name
