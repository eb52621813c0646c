"""Plots as SVG text: no script, no library, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.evals.statistics import Interval

ROW, LABEL, WIDTH, NUMBER = 22, 190, 360, 110


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a plot: a point with its interval, in shares (0.01 is one point)."""

    label: str
    point: float
    interval: Interval | None


def forest(bars: Sequence[Bar], title: str) -> str:
    """Differences around nothing: right of the line is better, a bar that touches the line could be chance."""
    ends = [abs(end) for bar in bars for end in (bar.point, *_ends(bar.interval))]
    reach = max([0.01, *ends]) * 1.05

    def x(value: float) -> float:
        return LABEL + WIDTH / 2 + value / reach * WIDTH / 2

    rows = [_forest_row(bar, x, index) for index, bar in enumerate(bars)]
    height = ROW * (len(bars) + 1)
    middle = f'<line class="zero" x1="{x(0)}" x2="{x(0)}" y1="0" y2="{ROW * len(bars)}"/>'
    axis = "".join(
        f'<text class="tick" x="{x(at):.1f}" y="{height - 4}">{100 * at:+.1f}</text>'
        for at in (-reach / 1.05, 0.0, reach / 1.05)
    )
    return _svg(title, height, middle + "".join(rows) + axis)


def twins(pairs: Sequence[tuple[str, float | None, float | None]], title: str) -> str:
    """Old and new of each figure as two bars from 0 to 1."""
    rows = []
    for index, (label, old, new) in enumerate(pairs):
        y = index * 2 * ROW * 0.75
        rows.append(f'<text class="label" x="{LABEL - 8}" y="{y + 18}">{escape(label)}</text>')
        for place, (kind, value) in enumerate((("old", old), ("new", new))):
            length = 0.0 if value is None else max(0.0, min(1.0, value)) * WIDTH
            top = y + 3 + place * 12
            rows.append(f'<rect class="{kind}" x="{LABEL}" y="{top}" width="{length:.1f}" height="10" rx="2"/>')
            shown = "–" if value is None else f"{100 * value:.1f} %"
            rows.append(f'<text class="number" x="{LABEL + WIDTH + 8}" y="{top + 9}">{kind} {shown}</text>')
    return _svg(title, round(len(pairs) * 2 * ROW * 0.75), "".join(rows))


def _forest_row(bar: Bar, x: object, index: int) -> str:
    assert callable(x)
    y = index * ROW + ROW / 2
    low, high = _ends(bar.interval) or (bar.point, bar.point)
    kind = "better" if low > 0 else "worse" if high < 0 else "unsure"
    return (
        f'<g class="{kind}"><text class="label" x="{LABEL - 8}" y="{y + 4}">{escape(bar.label)}</text>'
        f'<line x1="{x(low):.1f}" x2="{x(high):.1f}" y1="{y}" y2="{y}"/>'
        f'<circle cx="{x(bar.point):.1f}" cy="{y}" r="4"/>'
        f'<text class="number" x="{LABEL + WIDTH + 8}" y="{y + 4}">{100 * bar.point:+.1f} pp</text></g>'
    )


def _ends(interval: Interval | None) -> tuple[float, ...]:
    return () if interval is None else (interval.low, interval.high)


def _svg(title: str, height: float, inside: str) -> str:
    width = LABEL + WIDTH + NUMBER
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">{inside}</svg>'
    )
