"""The files of docs/deploy that Prometheus and Grafana read, read here."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import plong

FOLDER: Final = Path(plong.__file__).parents[1] / "docs" / "deploy"
DASHBOARD: Final = FOLDER / "grafana.json"
ALERTS: Final = FOLDER / "alerts.yml"
SCRAPING: Final = FOLDER / "prometheus.yml"

_METRIC: Final = re.compile(r"\b(?:plong|process|python)_\w+|\bup\b")
_SELECTOR: Final = re.compile(r"(\w+)\{([^}]*)\}")
_GROUPING: Final = re.compile(r"\b(?:by|on|without|ignoring) ?\(([^)]*)\)")
_ADDED: Final = {"instance", "job", "le"}
"""Labels that Prometheus adds, and that of histograms."""


@dataclass(frozen=True)
class Panel:
    """One panel of the dashboard."""

    title: str
    kind: str
    unit: str
    grid: Mapping[str, int]
    queries: Sequence[tuple[str, str]]
    """Expressions, and how their series are called."""
    is_stacked: bool
    steps: Sequence[tuple[float, str]]
    """From which value on a single number has which colour."""
    texts: Mapping[str, str]
    """What is shown for which value."""


def read_panels() -> Sequence[Panel]:
    """Return all panels, rows among them."""
    return [_panel(panel) for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]]


def _panel(panel: Mapping[str, Any]) -> Panel:
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    steps = defaults.get("thresholds", {}).get("steps", [])
    mapped = [mapping["options"] for mapping in defaults.get("mappings", [])]
    return Panel(
        title=panel["title"],
        kind=panel["type"],
        unit=defaults.get("unit", "none"),
        grid=panel["gridPos"],
        queries=[(one["expr"], one["legendFormat"]) for one in panel.get("targets", [])],
        is_stacked="stacking" in defaults.get("custom", {}),
        steps=[(step["value"] or 0, step["color"]) for step in steps],
        texts={value: shown["text"] for options in mapped for value, shown in options.items()},
    )


def expressions() -> Iterator[str]:
    """Return all of PromQL in the dashboard, as it is sent for all servers."""
    for panel in read_panels():
        yield from (fill_in(query) for query, _ in panel.queries)


def fill_in(expression: str, interval: str = "1m") -> str:
    """Put in what Grafana does for its variables."""
    return expression.replace("$__rate_interval", interval).replace("$instance", ".*")


def alert_expressions() -> Sequence[str]:
    """Return the PromQL of the alerts; the file is as simple as this reads it."""
    text = re.sub(r"expr: >\n((?: {10}.*\n)+)", _joined, ALERTS.read_text("utf-8"))
    return re.findall(r"expr: (.*)", text)


def _joined(match: re.Match[str]) -> str:
    return f"expr: {' '.join(match[1].split())}\n"


def metrics_in(expression: str) -> set[str]:
    """Return the names of metrics in an expression."""
    return set(_METRIC.findall(re.sub(r"\{[^}]*\}", "", expression)))


def labels_in(expression: str) -> set[str]:
    """Return the labels that an expression names."""
    selected = [pair for _, inside in _SELECTOR.findall(expression) for pair in inside.split(",")]
    grouped = [name for inside in _GROUPING.findall(expression) for name in inside.split(",")]
    names = {re.split(r"[=!~]", pair)[0].strip() for pair in (*selected, *grouped)}
    return names - _ADDED - {""}
