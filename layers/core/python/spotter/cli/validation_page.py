"""The result of a check as one page that needs nothing else: what changed, how much, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Told = Mapping[str, Any]  # the answer as it came

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:56rem;padding:0 1rem;color:#1c2430}
.verdict{padding:.6rem 1rem;border-radius:.4rem;font-weight:600}
.schema_skew{background:#fbdcd9}.value_skew{background:#fff0c9}.as_expected{background:#dcf3e0}
section{border-top:1px solid #dde2e8;margin-top:1.5rem}svg{display:block;margin:.5rem 0}
.todo{background:#eef3f9;padding:.4rem .8rem}td,th{padding:.2rem .8rem;text-align:left}
text{font:12px system-ui,sans-serif;fill:#1c2430}.key{display:inline-block;width:.8rem;height:.8rem}
"""
_BEFORE, _NOW = "#9db4cc", "#d9822b"
_VERDICTS = {
    "schema_skew": "Schema skew: something is not as it should be. No model goes live with this version.",
    "value_skew": "Value skew: values are spread otherwise than before. Models have to learn anew.",
    "as_expected": "As expected: every column is as it should be.",
}
_ROW, _BAR, _LEFT, _WIDTH = 30, 11, 190, 760


def page_of(answer: Told) -> str:
    """Write the page; whatever names and values say is text in it, never markup."""
    return "".join(_parts(answer))


def _parts(answer: Told) -> Iterator[str]:
    report = answer["report"]
    title = escape(f"{report['dataset']}@{report['version']}")
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style>"
    yield f'<h1>{title}</h1><p class="verdict {report["outcome"]}">{_VERDICTS[report["outcome"]]}</p>'
    yield f"<p>{_compared(report)}</p>"
    if waiver := answer["waiver"]:
        yield f"<p><b>Let pass by {escape(waiver['by'])}</b>: {escape(waiver['why'])}</p>"
    yield from (f"<p>A live model learns anew: training {escape(run)}.</p>" for run in answer["trainings"])
    if report["findings"]:
        yield "<h2>What is not as it should be</h2>"
        yield from map(_finding, report["findings"])
    moved = [change for change in report["changes"] if change["moved"]]
    alike = [change for change in report["changes"] if not change["moved"]]
    for heading, changes in (("What has moved", moved), ("What is as before", alike)):
        if changes:
            yield f"<h2>{heading}</h2>{_LEGEND}"
            yield from map(_change, changes)
    if report["notes"]:
        yield "<h2>Notes</h2><ul>" + "".join(f"<li>{escape(note)}</li>" for note in report["notes"]) + "</ul>"
    yield f"{_METHOD}</html>\n"


def _compared(report: Told) -> str:
    by = f"schema {report['schema']}" if report["schema"] else "a schema inferred from that version"
    told = f"{report['rows']:,} rows, compared with the {report['against_rows']:,} of {report['against']}"
    return escape(f"{told} by {by}, on {report['made_at']}.")


def _finding(finding: Told) -> str:
    what, todo = escape(finding["sentence"]), escape(finding["remedy"])
    column = escape(finding["column"])
    return f'<section><h3>{column}</h3><p>{what}.</p><p class="todo">What to do: {todo}.</p></section>'


def _change(change: Told) -> str:
    todo = f'<p class="todo">What to do: {escape(change["remedy"])}.</p>' if change["remedy"] else ""
    sentence = escape(change["sentence"])
    return f"<section><h3>{escape(change['column'])}</h3><p>{sentence}.</p>{_picture(change)}{todo}</section>"


def _picture(change: Told) -> str:
    """Draw two bars for each stretch of values: which share it had before and has now."""
    shares = change["shares"]
    most = max((max(each["before"], each["after"]) for each in shares), default=1) or 1
    room = _WIDTH - _LEFT - 60
    drawn = [f'<svg width="{_WIDTH}" height="{len(shares) * _ROW}" role="img">']
    drawn.append(f"<title>Shares of {escape(change['column'])} before and now</title>")
    for at, each in enumerate(shares):
        top, label, whole = at * _ROW, escape(each["label"][:28]), escape(each["label"])
        told = f"{whole}: {each['before'] * 100:.1f} % before, {each['after'] * 100:.1f} % now"
        drawn.append(
            f'<g><title>{told}</title><text x="{_LEFT - 8}" y="{top + 16}" text-anchor="end">{label}</text>'
        )
        for below, side, colour in ((0, "before", _BEFORE), (_BAR, "after", _NOW)):
            width = each[side] / most * room
            drawn.append(
                f'<rect x="{_LEFT}" y="{top + 2 + below}" width="{width:.1f}" height="{_BAR - 1}"'
                f' fill="{colour}"/>'
                f'<text x="{_LEFT + width + 5:.1f}" y="{top + 11 + below}">{each[side] * 100:.1f} %</text>'
            )
        drawn.append("</g>")
    return "".join(drawn) + "</svg>"


_LEGEND = (
    f'<p><span class="key" style="background:{_BEFORE}"></span> before '
    f'<span class="key" style="background:{_NOW}"></span> now. Each stretch of numbers had about a tenth of'
    " the values before; where the two bars of a stretch differ, that is where values went or came from.</p>"
)
_METHOD = """<h2>How this was found</h2>
<p>Columns are held against the schema: their types, units, ranges, categories, and how many rows have no
value. Then the values are compared, in tenths of what they were before, or by category. A column has moved
when a large share of its values would have to be others for both to be alike (total variation; a fifth is a
medium effect by Cohen, 1988) <b>and</b> chance alone does not explain it (Pearson's chi-square, corrected for
the number of columns by Benjamini and Hochberg, 1995). At least 300 values on either side are needed.</p>"""
