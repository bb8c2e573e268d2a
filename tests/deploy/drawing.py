"""Panels of the dashboard as a page of SVG: enough of Grafana for a picture of the file."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.deploy.monitoring import Panel

COLUMN: Final = 60
ROW: Final = 36
GAP: Final = 8
COLOURS: Final = ("#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#8ab8ff")
NAMED: Final[Mapping[str, str]] = {"green": "#73bf69", "orange": "#ff9830", "red": "#f2495c"}
PANEL: Final = "#181b1f"
STYLE: Final = """
body { margin: 0; background: #111217; color: #ccccdc; font: 13px "DejaVu Sans", sans-serif }
div { position: absolute; box-sizing: border-box; overflow: hidden }
.panel { background: #181b1f; border: 1px solid #2c3235; border-radius: 3px; padding: 6px 8px }
.row { font-size: 15px; padding: 8px 2px }
.stat { display: flex; align-items: center; justify-content: center; font-size: 34px;
        inset: 26px 0 0 0 }
svg { position: absolute; left: 0; top: 26px }
text { fill: #9a9ba8; font-size: 11px }
p { position: absolute; bottom: 3px; left: 10px; margin: 0; font-size: 11px; white-space: nowrap }
p span { margin-right: 12px }
"""


@dataclass(frozen=True)
class Series:
    """One line: its name, and its values by time."""

    name: str
    points: Sequence[tuple[float, float]]


def page(panels: Sequence[tuple[Panel, Sequence[Series]]]) -> str:
    """Return the whole page."""
    body = "".join(_box(panel, series) for panel, series in panels)
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>{body}'


def size_of(panels: Sequence[Panel]) -> tuple[int, int]:
    """Return width and height of the page in pixels."""
    bottom = max(panel.grid["y"] + panel.grid["h"] for panel in panels)
    return 24 * COLUMN + GAP, bottom * ROW + GAP


def _box(panel: Panel, series: Sequence[Series]) -> str:
    grid = panel.grid
    width, height = grid["w"] * COLUMN - GAP, grid["h"] * ROW - GAP
    place = f"left:{grid['x'] * COLUMN + GAP}px;top:{grid['y'] * ROW + GAP}px"
    style = f"{place};width:{width}px;height:{height}px"
    title = html.escape(panel.title)
    if panel.kind == "row":
        return f'<div class="row" style="{style}">▾ {title}</div>'
    inside = _stat(panel, series) if panel.kind == "stat" else _chart(panel, series, width, height)
    return f'<div class="panel" style="{style}">{title}{inside}</div>'


def _stat(panel: Panel, series: Sequence[Series]) -> str:
    value = series[0].points[-1][1]
    passed = [colour for least, colour in panel.steps if value >= least]
    colour = NAMED[passed[-1]] if passed else COLOURS[0]
    text = panel.texts.get(f"{value:g}") or shown(value, panel.unit)
    return f'<div class="stat" style="color:{colour}">{html.escape(text)}</div>'


def _chart(panel: Panel, series: Sequence[Series], width: int, height: int) -> str:
    lines = _stacked(series) if panel.is_stacked else [*series]
    frame = _Frame(lines, width, height - 50)
    drawn = "".join(
        frame.line(line, COLOURS[place % len(COLOURS)], is_filled=panel.is_stacked)
        for place, line in reversed([*enumerate(lines)])
    )
    names = "".join(
        f'<span style="color:{COLOURS[place % len(COLOURS)]}">━ {html.escape(one.name)}</span>'
        for place, one in enumerate(series)
    )
    size = f'width="{width}" height="{height - 50}"'
    return f"<svg {size}>{frame.scale(panel.unit)}{drawn}</svg><p>{names}</p>"


def _stacked(series: Sequence[Series]) -> Sequence[Series]:
    """Put each upon those before it; who says nothing at a time is nothing then."""
    below: dict[float, float] = {}
    lines = []
    for one in series:
        for at, value in one.points:
            below[at] = below.get(at, 0) + value
        lines.append(Series(one.name, [(at, below[at]) for at, _ in one.points]))
    return lines


class _Frame:
    """Where values stand in a chart."""

    def __init__(self, lines: Sequence[Series], width: int, height: int) -> None:
        points = [point for line in lines for point in line.points]
        self._first = min(at for at, _ in points)
        self._last = max(self._first + 1, *(at for at, _ in points))
        self._most = max(value for _, value in points) * 1.1 or 1.0
        self._width, self._height = width - 76, height - 10

    def line(self, line: Series, colour: str, *, is_filled: bool) -> str:
        """Return one line, with its area if it is filled."""
        corners = [f"{self._x(at):.1f},{self._y(value):.1f}" for at, value in line.points]
        fill = ""
        if is_filled:
            ends = (f"{self._x(line.points[at][0]):.1f},{self._y(0):.1f}" for at in (-1, 0))
            area = " ".join([*corners, *ends])
            # Upon what is above it, which begins at nothing as well.
            fill = "".join(
                f'<polygon points="{area}" fill="{paint}" fill-opacity="{opacity}"/>'
                for paint, opacity in ((PANEL, 1), (colour, 0.35))
            )
        stroke = f'fill="none" stroke="{colour}" stroke-width="1.5"'
        return f'{fill}<polyline points="{" ".join(corners)}" {stroke}/>'

    def scale(self, unit: str) -> str:
        """Return three values on the left, with lines across."""
        return "".join(self._mark(self._most * part, unit) for part in (0, 0.45, 0.9))

    def _mark(self, value: float, unit: str) -> str:
        y = self._y(value)
        label = f'<text x="60" y="{y + 4:.1f}" text-anchor="end">{shown(value, unit)}</text>'
        return f'{label}<path d="M66 {y:.1f}h{self._width}" stroke="#2c3235"/>'

    def _x(self, at: float) -> float:
        return 66 + (at - self._first) / (self._last - self._first) * self._width

    def _y(self, value: float) -> float:
        return 6 + (1 - value / self._most) * (self._height - 6)


def shown(value: float, unit: str) -> str:
    """Return a value as people read it."""
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit == "s":
        return _seconds(value)
    steps = [(2**30, "Gi"), (2**20, "Mi"), (2**10, "Ki")]
    if unit not in ("bytes", "Bps"):
        steps = [(10**6, "M"), (10**3, "k")]
    end = {"bytes": "B", "Bps": "B/s"}.get(unit, "")
    for least, letter in steps:
        if value >= least:
            return f"{value / least:.3g} {letter}{end}"
    return f"{value:.3g} {end}".rstrip()


def _seconds(value: float) -> str:
    if value >= 60:
        return f"{value / 60:.3g} min"
    return f"{value:.3g} s" if value >= 1 else f"{value * 1000:.3g} ms"
