"""A report as one HTML page that needs nothing else: each column as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from spotter.contracts.preparing import ColumnPrepared, ColumnSummary
from spotter.learning.prepare.reports import Report

WIDTH, HEIGHT = 220, 56
STYLE = """
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;width:100%}td,th{padding:.5rem;text-align:left;border-bottom:1px solid #dde2e8;
vertical-align:top}small{color:#5a6675;display:block}.gone{color:#a33}.new{color:#27653a}svg{display:block}
li{margin:.25rem 0}
"""


def page_of(title: str, steps: Sequence[str], report: Report) -> str:
    """Write the page."""
    return "".join(_parts(title, steps, report))


def _parts(title: str, steps: Sequence[str], report: Report) -> Iterator[str]:
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f"<style>{STYLE}</style><h1>{escape(title)}</h1><ul style='list-style:none;padding:0'>"
    yield from (f"<li>{escape(step)}</li>" for step in steps)
    yield f"</ul><p>{report.rows_before} rows before, {report.rows_after} after.</p>"
    yield from (f"<p><small>{escape(note)}</small></p>" for note in report.notes)
    yield "<table><tr><th>column</th><th>before</th><th>after</th><th>filled or replaced</th></tr>"
    yield from map(_row, report.changes)
    yield "</table></html>\n"


def _row(change: ColumnPrepared) -> str:
    filled = "<br>".join(f"{escape(step)}: {count}" for step, count in change.filled.items()) or "&ndash;"
    before = _cell(change.before, "#8a99ab") or '<span class="new">new</span>'
    after = _cell(change.after, "#2f6fb3") or '<span class="gone">left out</span>'
    return f"<tr><td>{escape(change.column)}</td><td>{before}</td><td>{after}</td><td>{filled}</td></tr>"


def _cell(summary: ColumnSummary | None, colour: str) -> str:
    if summary is None:
        return ""
    said = [f"{summary.missing} of {summary.cells} missing"]
    if summary.mean is not None:
        said.append(f"mean {summary.mean:.4g}, sd {summary.deviation:.4g}")
        said.append(f"{summary.minimum:.4g} … {summary.median:.4g} … {summary.maximum:.4g}")
    return _bars(summary.counts, colour) + "".join(f"<small>{escape(each)}</small>" for each in said)


def _bars(counts: Sequence[int], colour: str) -> str:
    """Draw a histogram."""
    if not counts:
        return ""
    step, most = WIDTH / len(counts), max(counts)
    bars = "".join(
        f'<rect x="{at * step:.1f}" y="{HEIGHT * (1 - count / most):.1f}" width="{step - 1:.1f}" '
        f'height="{HEIGHT * count / most:.1f}"/>'
        for at, count in enumerate(counts)
    )
    return f'<svg width="{WIDTH}" height="{HEIGHT}" fill="{colour}" role="img">{bars}</svg>'
