"""The performance of alarms as one page that needs nothing else: what misses its target first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Alarms of {site}</title>
<style>body{{font:1rem sans-serif;margin:2rem;max-width:60rem}}td{{padding:.2rem .8rem;vertical-align:top}}
.bar{{background:#c33;height:.8rem}}li{{color:#a00}}</style>
<h1>Alarms of {site}</h1><p>{since} to {until}, {positions} operator position(s)</p>
<ul>{findings}</ul><h2>Raised most often</h2><table>{actors}</table>
<h2>Everything</h2><table>{rows}</table></html>
"""


def page_of(answer: Mapping[str, Any], rows: Iterable[tuple[str, str]]) -> str:
    """Write the page; whatever names say is text in it, never markup."""
    named = {name: escape(str(answer[name])) for name in ("site", "since", "until", "positions")}
    findings = "".join(f"<li>{escape(each)}</li>" for each in answer["findings"])
    return _PAGE.format(
        **named,
        findings=findings or "<p>Everything keeps its target.</p>",
        actors="".join(map(_bar, answer["bad_actors"])),
        rows="".join(f"<tr><td>{escape(name)}<td>{escape(value)}" for name, value in rows),
    )


def _bar(actor: Mapping[str, Any]) -> str:
    share = float(actor["share"])
    bar = f'<div class="bar" style="width:{share * 4:.0f}px"></div>'
    return f"<tr><td>{escape(actor['alarm'])}<td>{int(actor['raised'])}<td>{bar}"
