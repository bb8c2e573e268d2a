"""Whether the server is well: its readiness, store, hash pool and event loop."""

from collections.abc import Iterator

from prometheus_client.metrics_core import InfoMetricFamily, Metric

from plong import __version__
from plong.endpoints.metrics.families import counter, gauge, gauges, histogram
from plong.endpoints.metrics.subject import Kept, Subject
from plong.hub.hasher import Hasher
from plong.hub.health import Health
from plong.hub.loop_lag import LoopLag
from plong.protocol.readiness import REASONS
from plong.store.statistics import StoreStatistics


def machine_metrics(subject: Subject, kept: Kept) -> Iterator[Metric]:
    """Say how the server itself is."""
    config = subject.hub.config
    build = {"version": __version__, "mode": config.mode}
    yield InfoMetricFamily("plong_build", "Version and mode of the server.", value=build)
    yield from _readiness(subject.health)
    yield from _room(subject, kept)
    yield from _store(subject.health.store_statistics)
    yield from _hashing(subject.hub.directory.hasher)
    yield from _loop(subject.health.lag)


def _readiness(health: Health) -> Iterator[Metric]:
    reasons = health.reasons
    holding = {(reason,): float(reason in reasons) for reason in REASONS}
    yield gauge("plong_ready", "1 if the server wants new clients.", not reasons)
    text = "1 if this is why it does not: see docs/deploy/monitoring.md."
    yield gauges("plong_unready", text, ("reason",), holding)


def _room(subject: Subject, kept: Kept) -> Iterator[Metric]:
    config = subject.hub.config
    limits = {
        ("connections",): config.max_connections,
        ("held_bytes",): subject.hub.memory.most,
        ("peers",): config.max_peers,
        ("identities",): config.max_identities,
    }
    yield gauges("plong_limit", "As many as there may be.", ("of",), limits)
    if kept.counts is not None:
        yield gauge("plong_peers", "Peers in the store.", kept.counts.peers)
        yield gauge("plong_identities", "Passphrases taken.", kept.counts.identities)


def _store(statistics: StoreStatistics) -> Iterator[Metric]:
    yield histogram(
        "plong_store_transaction_seconds",
        "How long transactions took, commit included.",
        statistics.seconds,
    )
    yield counter(
        "plong_store_questions", "Questions that transactions answered.", statistics.questions
    )
    yield counter("plong_store_failures", "Transactions that failed.", statistics.failures)


def _hashing(hasher: Hasher) -> Iterator[Metric]:
    text = "Passphrases that wait for the hash, or are being hashed."
    yield gauge("plong_hash_queue", text, hasher.waiting)
    yield histogram("plong_hash_seconds", "How long hashing took.", hasher.seconds)


def _loop(lag: LoopLag) -> Iterator[Metric]:
    yield histogram("plong_loop_lag_seconds", "How late a timer was, each 0.5 s.", lag.seconds)
    text = "The latest it was within a minute."
    yield gauge("plong_loop_lag_highest_seconds", text, lag.highest)
