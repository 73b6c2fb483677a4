"""Plots as plain SVG: what a page can hold where neither plotly nor matplotlib is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from spotter.learning.evidence.plots import Plot

WIDE, HIGH, EDGE = 460, 300, 46
ROW, NAMES = 20, 170
BLUE, GREY = "#2f6fb3", "#8a99ab"


def drawing(plot: Plot) -> str:
    """Draw one plot."""
    high = EDGE + ROW * len(plot.x) + EDGE if plot.bars else HIGH
    inside = "".join(_bars(plot) if plot.bars else _line(plot))
    return (
        f'<svg id="{escape(plot.name)}" viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}" '
        f'role="img" font-family="sans-serif" font-size="11"><title>{escape(plot.title)}</title>'
        f"{_text(WIDE / 2, 18, plot.title, 'middle', bold=True)}{inside}</svg>"
    )


def _line(plot: Plot) -> Iterator[str]:
    """Draw points joined by a line, within axes that hold all of them and the guide."""
    xs = [float(value) for value in plot.x]
    guide_x, guide_y = plot.guide or ((), ())
    left, right = _span([*xs, *guide_x])
    low, high = _span([*plot.y, *guide_y])

    def placed(x: Sequence[float], y: Sequence[float]) -> str:
        pairs = zip(x, y, strict=True)
        return " ".join(
            f"{EDGE + (a - left) / (right - left) * (WIDE - 2 * EDGE):.1f},"
            f"{HIGH - EDGE - (b - low) / (high - low) * (HIGH - 2 * EDGE):.1f}"
            for a, b in pairs
        )

    foot = HIGH - EDGE
    yield f'<path d="M{EDGE} {EDGE}V{foot}H{WIDE - EDGE}" fill="none" stroke="{GREY}"/>'
    if plot.guide:
        yield f'<polyline points="{placed(guide_x, guide_y)}" fill="none" stroke="{GREY}"/>'
    yield f'<polyline points="{placed(xs, plot.y)}" fill="none" stroke="{BLUE}" stroke-width="2"/>'
    yield _text(EDGE, foot + 14, f"{left:.3g}", "start")
    yield _text(WIDE - EDGE, foot + 14, f"{right:.3g}", "end")
    yield _text(EDGE - 4, foot, f"{low:.3g}", "end")
    yield _text(EDGE - 4, EDGE + 10, f"{high:.3g}", "end")
    yield _text(WIDE / 2, foot + 30, plot.x_title, "middle")
    yield _text(EDGE, EDGE - 8, plot.y_title, "start")


def _bars(plot: Plot) -> Iterator[str]:
    """Draw a bar a row, with whiskers where they are known; the bars begin at 0."""
    most = max([*plot.y, *plot.high, 1e-12])
    wide = WIDE - NAMES - EDGE
    for at, (name, value) in enumerate(zip(plot.x, plot.y, strict=True)):
        top = EDGE + ROW * at
        yield _text(NAMES - 6, top + 11, str(name)[-28:], "end")
        width = max(value, 0) / most * wide
        yield f'<rect x="{NAMES}" y="{top}" width="{width:.1f}" height="14" fill="{BLUE}"/>'
        if plot.low:
            begins, ends = (NAMES + max(end, 0) / most * wide for end in (plot.low[at], plot.high[at]))
            yield f'<path d="M{begins:.1f} {top + 7}H{ends:.1f}" stroke="#1c2430"/>'
        yield _text(WIDE - 4, top + 11, f"{value:.3g}", "end")
    yield _text(NAMES, EDGE + ROW * len(plot.x) + 16, plot.y_title, "start")


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _text(x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
