"""Dashboard and alerts ask for nothing that a running server does not tell."""

import json
import re
from collections.abc import AsyncIterator

import pytest

from tests.deploy.monitoring import (
    DASHBOARD,
    FOLDER,
    alert_expressions,
    expressions,
    labels_in,
    metrics_in,
    read_panels,
)
from tests.support.metrics import TOKEN, Samples, scrape
from tests.support.server import running_server

ALL = [*expressions(), *alert_expressions()]
WIDTH = 24


@pytest.fixture
async def samples() -> AsyncIterator[Samples]:
    """What a server in every mode says that has refused something."""
    async with running_server(mode="hwxpul", metrics_token=TOKEN) as server:
        await server.http.get("/nothing")
        yield await scrape(server.http)


async def test_every_metric_and_label_that_is_asked_for_is_told(samples: Samples) -> None:
    names = {name.partition("{")[0] for name in samples}
    labels = {label for name in samples for label in re.findall(r"(\w+)=", name)}
    for expression in ALL:
        assert metrics_in(expression) <= names | {"up"}, expression
        assert labels_in(expression) <= labels, expression


async def test_every_metric_of_ours_is_explained(samples: Samples) -> None:
    page = (FOLDER / "monitoring.md").read_text("utf-8")
    stems = {
        re.sub(r"_(bucket|count|sum|created)$", "", name.partition("{")[0]) for name in samples
    }
    missing = {stem for stem in stems if stem.startswith("plong_") and f"`{stem}" not in page}
    assert not missing


def test_expressions_are_seen() -> None:
    assert len(ALL) > 40
    assert metrics_in('sum by (way) (rate(plong_x_total{a="up"}[1m])) / up') == {
        "plong_x_total",
        "up",
    }
    assert labels_in('sum by (way, le) (plong_x{a="b",instance=~".*"})') == {"way", "a"}


def test_panels_stand_side_by_side_and_never_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in read_panels():
        grid = panel.grid
        assert grid["x"] + grid["w"] <= WIDTH
        cells = {
            (x, y)
            for x in range(grid["x"], grid["x"] + grid["w"])
            for y in range(grid["y"], grid["y"] + grid["h"])
        }
        assert not cells & taken, panel.title
        taken |= cells


def test_the_dashboard_can_be_imported_into_any_grafana() -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    assert dashboard["templating"]["list"][0]["name"] == "datasource"
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    text = DASHBOARD.read_text("utf-8")
    uids = set(re.findall(r'"uid": "([^"]*)"', text))
    assert uids == {"${datasource}", "plong"}


def test_panels_say_what_they_show() -> None:
    for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]:
        assert panel["type"] == "row" or panel["description"].endswith(".")
