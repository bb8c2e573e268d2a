"""Metrics as `prometheus_client` has them, made in one line each."""

from collections.abc import Mapping
from typing import TypeVar

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from plong.protocol.histogram import Histogram

Labels = TypeVar("Labels", bound=tuple[str, ...])
"""Values of a metric's labels, in their order."""
Values = Mapping[Labels, float]
"""Values of the metric by those of its labels."""


def gauge(name: str, text: str, value: float) -> Metric:
    """Return what goes up and down."""
    return GaugeMetricFamily(name, text, value=value)


def gauges(name: str, text: str, labels: tuple[str, ...], values: Values[Labels]) -> Metric:
    """Return the same for each of some labels' values."""
    family = GaugeMetricFamily(name, text, labels=labels)
    for of, value in values.items():
        family.add_metric(of, value)
    return family


def counter(name: str, text: str, value: float) -> Metric:
    """Return what goes up; ``_total`` is added to the name."""
    return CounterMetricFamily(name, text, value=value)


def counters(
    name: str, text: str, labels: tuple[str, ...], values: Mapping[Labels, float]
) -> Metric:
    """Return the same for each of some labels' values."""
    family = CounterMetricFamily(name, text, labels=labels)
    for of, value in values.items():
        family.add_metric(of, value)
    return family


def histogram(name: str, text: str, found: Histogram) -> Metric:
    """Return how often something took how long."""
    counts = found.cumulative()
    bounds = [*map(float, found.bounds), float("inf")]
    buckets = [(_shown(bound), float(count)) for bound, count in zip(bounds, counts, strict=True)]
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=found.total)


def _shown(bound: float) -> str:
    return "+Inf" if bound == float("inf") else str(bound)
