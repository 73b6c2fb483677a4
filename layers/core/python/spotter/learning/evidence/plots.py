"""Plots of a model's evidence: one page that people turn and zoom, and a PNG of each for reports.

plotly draws the page and matplotlib the PNGs: plotly needs a whole browser to write one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from spotter.contracts.evidence import Evidence, Point
from spotter.contracts.learning import ModelCard

MOST_BARS = 20
ONE_TO_ONE = ((0.0, 1.0), (0.0, 1.0))
INCHES, DOTS = (6.4, 4.4), 110


class Plot(NamedTuple):
    """One plot: a line with points, or bars with whiskers; `guide` is a thin line to compare with."""

    name: str
    title: str
    x_title: str
    y_title: str
    x: Sequence[float | str]
    y: Sequence[float]
    bars: bool = False
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    guide: tuple[tuple[float, float], tuple[float, float]] | None = None


def plots_of(card: ModelCard, evidence: Evidence) -> tuple[Plot, ...]:
    """Choose what there is to show of a model."""
    return tuple(_plots(card, evidence))


def _plots(card: ModelCard, evidence: Evidence) -> Iterator[Plot]:
    if evidence.roc:
        x, y = _split(evidence.roc)
        yield Plot(
            "roc", "Hits against false alarms (ROC)", "false alarm rate", "recall", x, y, guide=ONE_TO_ONE
        )
    if evidence.precision:
        x, y = _split(evidence.precision)
        yield Plot("pr", "Precision against recall", "recall", "precision", x, y)
    if evidence.reliability:
        said = [each.predicted for each in evidence.reliability]
        true = [each.observed for each in evidence.reliability]
        yield Plot(
            "reliability", "Does a probability come true?", "said", "came true", said, true, guide=ONE_TO_ONE
        )
    yield from _segments(card, evidence)
    if evidence.history:
        x, y = _split(evidence.history)
        yield Plot("history", "Best so far", "trial", "guiding metric", x, y)
    ranked = evidence.importance[:MOST_BARS][::-1]
    how = "mean |SHAP|" if evidence.effect_by == "shap" else "change when shuffled"
    names, effects = [each.feature for each in ranked], [each.effect for each in ranked]
    yield Plot("importance", "What it looks at", "feature", f"share of {how}", names, effects, bars=True)


def _segments(card: ModelCard, evidence: Evidence) -> Iterator[Plot]:
    shown = card.metric if any(card.metric in each.scores for each in evidence.segments) else None
    metric = shown or next((name for each in evidence.segments for name in each.scores), None)
    found = [each for each in evidence.segments if metric in each.scores][:MOST_BARS]
    if metric is None or not found:
        return
    bars = [each.scores[metric] for each in found]
    yield Plot(
        "segments",
        f"{metric} on every segment, with 95 % intervals",
        "segment",
        metric,
        [each.name for each in found],
        [bar.value for bar in bars],
        bars=True,
        low=[bar.low for bar in bars],
        high=[bar.high for bar in bars],
    )


def write_page(plots: Sequence[Plot], file: Path) -> None:
    """Write all plots into one page that needs no network."""
    from plotly.io import to_html

    parts = [
        to_html(_figure(plot), include_plotlyjs=not at, full_html=False, div_id=plot.name)
        for at, plot in enumerate(plots)
    ]
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Plots</title><body>'
    file.write_text(head + "".join(parts) + "</body></html>\n", encoding="utf-8")


def write_png(plot: Plot, file: Path) -> None:
    """Draw one plot without a browser or a screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if plot.bars:
        axes.barh(list(plot.x), list(plot.y), xerr=_whiskers(plot), color="#2f6fb3")
        axes.set_xlabel(plot.y_title)
    else:
        axes.plot(list(plot.x), list(plot.y), marker=".", color="#2f6fb3")
        axes.set_xlabel(plot.x_title)
        axes.set_ylabel(plot.y_title)
    if plot.guide:
        axes.plot(*plot.guide, linewidth=0.8, color="#8a99ab")
    axes.set_title(plot.title)
    figure.savefig(file, format="png", dpi=DOTS)


def _figure(plot: Plot) -> Any:  # noqa: ANN401 - plotly has no types
    import plotly.graph_objects as go

    figure = go.Figure()
    if plot.bars:
        below, above = _whiskers(plot) or ([], [])
        error = {"type": "data", "symmetric": False, "array": above, "arrayminus": below} if above else None
        figure.add_bar(y=list(plot.x), x=list(plot.y), orientation="h", error_x=error)
        figure.update_layout(title=plot.title, xaxis_title=plot.y_title)
    else:
        figure.add_scatter(x=list(plot.x), y=list(plot.y), mode="lines+markers", name=plot.y_title)
        figure.update_layout(title=plot.title, xaxis_title=plot.x_title, yaxis_title=plot.y_title)
    if plot.guide:
        figure.add_scatter(x=plot.guide[0], y=plot.guide[1], mode="lines", name="guide", line={"width": 1})
    return figure


def _whiskers(plot: Plot) -> tuple[list[float], list[float]] | None:
    if not plot.low:
        return None
    below = [max(0.0, value - low) for value, low in zip(plot.y, plot.low, strict=True)]
    above = [max(0.0, high - value) for value, high in zip(plot.y, plot.high, strict=True)]
    return below, above


def _split(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [point.x for point in points], [point.y for point in points]
