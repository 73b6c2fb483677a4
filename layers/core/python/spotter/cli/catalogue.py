"""`spotter catalogue`: find things, say what is known of them, and what becomes of them by themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli import catalogue_files
from spotter.cli.catalogue_words import Thing, parts_of, triple_of
from spotter.cli.client import Json
from spotter.cli.files import mapping_of, write_text
from spotter.cli.lineage_page import lineage_page
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.errors import Invalid

app = typer.Typer(help="The catalogue: datasets, recipes, models, runs, …", no_args_is_help=True)
policy = typer.Typer(help="What becomes of things by themselves.", no_args_is_help=True)
app.add_typer(policy, name="policy")
app.command()(catalogue_files.add)
app.command()(catalogue_files.get)

COLUMNS = ("id", "title", "site", "made_by", "made_at", "known")
SHOWN = 6
TELLING = (
    "origin",
    "does",
    "status",
    "rows",
    "span",
    "current",
    "verdict",
    "live",
    "algorithm",
    "label",
    "decided",
)
"""What tells things of a kind apart, as far as they have it."""
HELP = """Find things, the last changed first.

Write attribute:value, attribute>number, attribute:low..high, attribute:begin*, attribute:* (has any),
missing:attribute, words, "quoted words", AND, OR, NOT and brackets. For example:
kind:dataset site:north rows>10000 NOT drift:*
"""


POLICIES = (
    'JSON or YAML: {"policies": [{name, search, then}]}; then is {does: retain, days: 90}, {does: replicate} '
    "or {does: notify, of: [retired, repaired, lost]}."
)
"""What a file of policies says."""


@app.command(help=HELP)
def search(
    query: Annotated[list[str] | None, typer.Argument(help="What to find; everything when left out.")] = None,
    *,
    limit: Annotated[int, typer.Option(help="Things on a page.", min=1, max=100)] = 50,
    before: Annotated[int | None, typer.Option(help="Where the page before said to go on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find things."""
    asked = " ".join(query or ())
    answer = platform().get("catalogue", "things", q=asked, limit=limit, before=before)
    rows = [{**each, "known": _known(each, asked)} for each in answer["things"]]
    show_list(answer, rows, COLUMNS, as_json=as_json)
    if not as_json:
        more = f"; the next page: --before {answer['next']}" if answer["next"] else ""
        tell(f"{answer['total']} found{more}")


@app.command("show")
def one(
    thing: Thing,
    *,
    depth: Annotated[int, typer.Option(help="Steps back and forth.", min=1, max=20)] = 6,
    html: Annotated[Path | None, typer.Option(help="Draw where it comes from into this page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show everything that is known of a thing, what it was made from, and what came of it."""
    answer = platform().get("catalogue", "things", *parts_of(thing))
    lineage = platform().get("catalogue", "things", *parts_of(thing), "lineage", depth=depth)
    known = _together(answer["triples"])
    if html is not None:
        write_text(html, lineage_page(answer, lineage, known))
        tell(f"{html} shows {len(lineage['relatives'])} things")
    if as_json:
        show({**answer, "lineage": lineage}, as_json=True)
        return
    plain = {name: value for name, value in answer.items() if name not in {"triples", "files"}}
    ways = {"made from": _way(lineage, back=True), "made into": _way(lineage, back=False)}
    show({**plain, "known": known, **ways, "files": answer["files"]}, as_json=False)
    if not lineage["is_complete"]:
        tell(f"there are more than {len(lineage['relatives'])} things around it; --depth goes further")


@app.command()
def edit(
    thing: Thing,
    *,
    put: Annotated[
        list[str] | None, typer.Option("--set", help="ATTRIBUTE=VALUE[=UNIT] in place of what was said.")
    ] = None,
    add: Annotated[list[str] | None, typer.Option(help="ATTRIBUTE=VALUE[=UNIT] beside it.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="An attribute to take out.")] = None,
    expected: Annotated[int | None, typer.Option(help="Only if its number is still this.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a thing: all of it or nothing."""
    body: Json = {
        "set": [triple_of(text) for text in put or ()],
        "add": [triple_of(text) for text in add or ()],
        "drop": drop or [],
        "expected": expected,
    }
    if not (body["set"] or body["add"] or body["drop"]):
        raise Invalid("say what to change: --set, --add or --drop")
    show(platform().patch("catalogue", "things", *parts_of(thing), body=body), as_json=as_json)


@app.command()
def retire(
    thing: Thing, *, why: Annotated[str, typer.Option(help="Why it goes.")], as_json: AsJson = False
) -> None:
    """Take a thing out and leave a tombstone; `restore` undoes it, and its files are not touched."""
    show(platform().post("catalogue", "retired", *parts_of(thing), body={"why": why}), as_json=as_json)


@app.command()
def restore(thing: Thing, *, as_json: AsJson = False) -> None:
    """Take a tombstone away again."""
    show(platform().delete("catalogue", "retired", *parts_of(thing)), as_json=as_json)


@app.command()
def sweep(*, as_json: AsJson = False) -> None:
    """Note now what was made and the catalogue does not know; the steward does it every hour."""
    answer = platform().post("catalogue", "sweep", body={})
    show_list(answer, [{"id": each} for each in answer["noted"]], ("id",), as_json=as_json)
    if not as_json:
        more = "" if answer["is_complete"] else "; there is more to see: sweep again"
        tell(f"{answer['looked_at']} things were looked at, {answer['failed']} could not be noted{more}")


@policy.command("show")
def show_policies(*, as_json: AsJson = False) -> None:
    """Show the policies in force."""
    answer = platform().get("catalogue", "policies")
    show_list(answer, answer["policies"], ("name", "search", "then"), as_json=as_json)


@policy.command("set")
def set_policies(
    file: Annotated[Path, typer.Argument(help=POLICIES)],
    *,
    as_json: AsJson = False,
) -> None:
    """Put policies in place of those before; `plan` then says what they would do."""
    show(platform().put("catalogue", "policies", body=mapping_of(file)), as_json=as_json)


@policy.command()
def plan(*, as_json: AsJson = False) -> None:
    """Say what the next round would do: retire, copy, repair. Nothing is done."""
    answer = platform().get("catalogue", "plan")
    show_list(answer, answer["would"], ("does", "id", "policy", "why"), as_json=as_json)
    if not as_json:
        tell(f"{answer['things']} things and {answer['files']} files were looked at")


def _together(triples: list[Json]) -> dict[str, str]:
    """Put the values of an attribute beside one another."""
    known: dict[str, str] = {}
    for each in triples:
        before = known.get(each["attribute"])
        known[each["attribute"]] = _said(each) if before is None else f"{before}; {_said(each)}"
    return known


def _way(lineage: Json, *, back: bool) -> str:
    """Say one thing a line, further in the further away it is."""
    found = [each for each in lineage["relatives"] if (each["step"] < 0) is back and each["step"]]
    found.sort(key=lambda each: abs(each["step"]))
    return "\n".join(f"{'  ' * (abs(each['step']) - 1)}{_relative(each)}" for each in found) or "-"


def _relative(each: Json) -> str:
    if each["title"] is None:
        return f"{each['id']} (not in the catalogue)"
    return f"{each['id']} (retired)" if each["retired"] else each["id"]


def _known(thing: Json, asked: str) -> str:
    """Say what was asked about and what tells things apart; `show` says everything."""
    known = _together(thing["triples"])
    named = [name for name in known if name in asked]
    shown = list(dict.fromkeys([*named, *(name for name in TELLING if name in known), *known]))[:SHOWN]
    more = f", and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return ", ".join(f"{name}={known[name]}" for name in shown) + more or "-"


def _said(triple: Json) -> str:
    value = f"{triple['value']:g}" if isinstance(triple["value"], float) else str(triple["value"])
    return value if triple["unit"] in {None, "time"} else f"{value} {triple['unit']}"
