"""The lineage of a thing as one page that needs nothing else: from what it was made to what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

WIDE, HIGH, GAP, BETWEEN, EDGE = 250, 58, 18, 90, 20
LONGEST = 34
COLOURS = {
    "dataset": "#dbeafe",
    "recipe": "#fef3c7",
    "feature": "#e0e7ff",
    "labels": "#fce7f3",
    "run": "#e5e7eb",
    "model": "#dcfce7",
    "code": "#f3e8ff",
    "notebook": "#ffedd5",
    "report": "#fee2e2",
}
OTHER = "#f5f5f4"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>
<style>body{{font:1rem sans-serif;margin:2rem}}text{{font:13px sans-serif}}.small{{fill:#444;font-size:11px}}
td{{padding:.2rem .8rem;vertical-align:top}}path{{fill:none;stroke:#888;stroke-width:1.5}}</style>
<h1>{name}</h1><p>{title}. What it was made from is on the left, what came of it on the right.{more}</p>
<svg width="{width}" height="{height}" role="img" aria-label="Lineage of {name}">{links}{boxes}</svg>
<h2>Links</h2><table>{rows}</table><h2>What is known of it</h2><table>{known}</table></html>
"""

Places = dict[str, tuple[int, int]]


def lineage_page(thing: Mapping[str, Any], lineage: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """Write the page; whatever names say is text in it, never markup."""
    relatives = lineage["relatives"]
    places = _places(relatives)
    more = "" if lineage["is_complete"] else " There is more than is shown."
    return _PAGE.format(
        name=escape(thing["id"]),
        title=escape(thing["title"]),
        more=more,
        width=max(x for x, _ in places.values()) + WIDE + EDGE,
        height=max(y for _, y in places.values()) + HIGH + EDGE,
        links="".join(_curve(places, link) for link in lineage["links"]),
        boxes="".join(_box(places[each["id"]], each, is_root=each["step"] == 0) for each in relatives),
        rows=_rows((link["source"], f"went into {link['target']}") for link in lineage["links"]),
        known=_rows(known.items()),
    )


def _places(relatives: Iterable[Mapping[str, Any]]) -> Places:
    """Put every step into a column, from the left."""
    columns: dict[int, list[str]] = defaultdict(list)
    for each in relatives:
        columns[each["step"]].append(each["id"])
    return {
        id_: (EDGE + at * (WIDE + BETWEEN), EDGE + row * (HIGH + GAP))
        for at, step in enumerate(sorted(columns))
        for row, id_ in enumerate(columns[step])
    }


def _curve(places: Places, link: Mapping[str, str]) -> str:
    (x1, y1), (x2, y2) = places[link["source"]], places[link["target"]]
    x1, y1, y2 = x1 + WIDE, y1 + HIGH // 2, y2 + HIGH // 2
    bend = BETWEEN // 2
    return f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"/>'


def _box(place: tuple[int, int], each: Mapping[str, Any], *, is_root: bool) -> str:
    x, y = place
    kind, _, named = each["id"].partition("/")
    said = each["title"] or "not in the catalogue"
    if each["retired"]:
        said = f"retired: {each['retired']}"
    stroke = "#111" if is_root else "#999"
    dashes = "" if each["title"] else ' stroke-dasharray="4"'
    return (
        f"<g><title>{escape(each['id'])}: {escape(said)}</title>"
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="6" fill="{COLOURS.get(kind, OTHER)}" '
        f'stroke="{stroke}"{dashes}/>'
        f'<text x="{x + 10}" y="{y + 18}" class="small">{escape(kind)}</text>'
        f'<text x="{x + 10}" y="{y + 34}">{escape(_short(named))}</text>'
        f'<text x="{x + 10}" y="{y + 50}" class="small">{escape(_short(said))}</text></g>'
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _rows(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<tr><td>{escape(name)}<td>{escape(value)}" for name, value in pairs)
