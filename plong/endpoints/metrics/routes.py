"""``/metrics``: read when it is asked for; nothing of it is on the way of a message."""

import asyncio
import secrets
from collections.abc import Iterable, Sequence

from prometheus_client import GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plong.endpoints.answers import JSONAnswer
from plong.endpoints.metrics.guests import lcdp_metrics, libp2p_metrics, ping_metrics
from plong.endpoints.metrics.machine import machine_metrics
from plong.endpoints.metrics.relay import relay_metrics
from plong.endpoints.metrics.subject import Kept, Subject, ask_store, subject_of

_BEARER = "Bearer "


def metrics_routes(token: str) -> Sequence[BaseRoute]:
    """Return the route; with a token, who does not say it is answered 401."""
    return [Route("/metrics", Metrics(token).answer, methods=["GET"])]


class Metrics:
    """The endpoint, with a registry of its own.

    Args:
        token: who asks must say it; empty: anybody may ask.
    """

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._registry = CollectorRegistry()
        PlatformCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self._process = ProcessCollector(registry=None)
        self._page = _Page()
        self._registry.register(self._page)

    async def answer(self, request: Request) -> Response:
        """Answer in Prometheus' text format, or in OpenMetrics for who prefers that."""
        if not self._may_ask(request):
            return _unauthorized(request)
        subject = subject_of(request.app)
        # Which lists all open files: with ten thousand of them that takes as long as all the rest.
        process = await asyncio.to_thread(self._process.collect)
        self._page.metrics = [*read_metrics(subject, await ask_store(subject)), *process]
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(self._registry), headers={"Content-Type": kind})

    def _may_ask(self, request: Request) -> bool:
        said = request.headers.get("authorization", "").encode("latin-1")
        return not self._token or secrets.compare_digest(said, _BEARER.encode() + self._token)


class _Page(Collector):
    """What is told at the next scrape beside the process' own metrics."""

    def __init__(self) -> None:
        self.metrics: Sequence[Metric] = ()

    def collect(self) -> Iterable[Metric]:
        return self.metrics


def read_metrics(subject: Subject, kept: Kept) -> Sequence[Metric]:
    """Return everything that the server says of itself."""
    metrics = [*machine_metrics(subject, kept), *relay_metrics(subject.hub)]
    if subject.office is not None:
        metrics += ping_metrics(subject.office, kept.totals)
    if subject.swarm is not None:
        metrics += lcdp_metrics(subject.swarm)
    if subject.libp2p is not None:
        metrics += libp2p_metrics(subject.libp2p.figures())
    return metrics


def _unauthorized(request: Request) -> Response:
    request.app.state.hub.tally.refuse("http", "unauthorized")
    sentence = "Say the metrics_token of this server as Authorization: Bearer."
    return JSONAnswer({"Error": sentence}, 401, {"WWW-Authenticate": "Bearer"})
