"""`spotter dataset validate`: whether a version is as it should be, in words, as JSON or as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Json, Platform
from spotter.cli.dataset_extract import wait_for
from spotter.cli.dataset_names import version_of
from spotter.cli.files import write_text
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.cli.validation_page import page_of

SCHEMA_SKEW, VALUE_SKEW = 3, 4
"""How the command ends, so that a script can tell; 0 where everything is as expected."""

_ENDS = {"as_expected": 0, "schema_skew": SCHEMA_SKEW, "value_skew": VALUE_SKEW}
Named = Annotated[
    str, typer.Argument(help="The dataset, or one of its versions: gas-north@2, gas-north@3f0c9a….")
]


def validate(
    named: Named,
    *,
    against: Annotated[str, typer.Option(help="A version, or `schema` for the one in force.")] = "schema",
    html: Annotated[Path | None, typer.Option(help="Also write a page that needs nothing else.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hold a version against the schema in force, or against another version.

    It ends with 3 on schema skew: a column is missing, new, of another type or unit, too empty, or out of its
    range or categories, and no model goes live with it. It ends with 4 on value skew: allowed values that are
    spread otherwise, so that models learn anew. Else it ends with 0, or with 2 where asking otherwise helps.
    """
    name, version = name_and_version(named)
    api = platform()
    other = None if against == "schema" else version_of(api, name, against.removeprefix(f"{name}@"))
    wanted = version_of(api, name, version)
    version = str(api.get("datasets", name, "versions", wanted)["version"])
    run = api.post("datasets", name, "versions", version, "validation", body={"against": other})["run"]
    wait_for(api, name, str(run), doing=f"checking {name}")
    answer = api.get("datasets", name, "versions", version, "validation", against=other)
    if html is not None:
        write_text(html, page_of(answer))
    if as_json:
        show(answer, as_json=True)
    else:
        _told(answer)
    if answer["waiver"] is None:
        sys.exit(_ends(answer))


def waive(
    named: Named,
    *,
    why: Annotated[str, typer.Option(help="The reason, which stays with the version.")],
    as_json: AsJson = False,
) -> None:
    """Let a version be used in spite of a schema skew; somebody else than who made it has to do so."""
    name, version = name_and_version(named)
    api = platform()
    version = version_of(api, name, version)
    answer = api.post("datasets", name, "versions", version, "waiver", body={"why": why})
    if as_json:
        show(answer, as_json=True)
    else:
        _told(answer)


def name_and_version(named: str) -> tuple[str, str]:
    """Take `name@version` apart; without a version it is the current one.

    >>> name_and_version("gas@3f0c"), name_and_version("gas")
    (('gas', '3f0c'), ('gas', 'current'))
    """
    name, _, version = named.partition("@")
    return name, version or "current"


def headline(report: Json) -> str:
    """Say in one sentence what came of a check."""
    moved = [change["column"] for change in report["changes"] if change["moved"]]
    match report["outcome"]:
        case "schema_skew":
            count = len(report["findings"])
            things = "1 thing is not as it" if count == 1 else f"{count} things are not as they"
            return f"SCHEMA SKEW: {things} should be"
        case "value_skew":
            return f"VALUE SKEW: the values of {', '.join(moved)} are spread otherwise than before"
        case _:
            return "AS EXPECTED: every column is as it should be"


def _ends(answer: Json) -> int:
    return _ENDS[answer["report"]["outcome"]]


def _told(answer: Json) -> None:
    report = answer["report"]
    by = f"schema {report['schema']}" if report["schema"] else "a schema inferred from it"
    told = [headline(report)]
    told.append(
        f"{report['dataset']}@{report['version']} ({report['rows']:,} rows) was compared with"
        f" {report['against']} ({report['against_rows']:,} rows) by {by}."
    )
    for remedy, sentences in _by_remedy(report).items():
        told += [f"\n- {sentence}." for sentence in sentences]
        told.append(f"  What to do: {remedy}.")
    if waiver := answer["waiver"]:
        told.append(f"\nLet pass by {waiver['by']}: {waiver['why']}")
    elif report["outcome"] == "schema_skew" and report["schema"]:
        told.append("\nUntil this is resolved, or let pass by somebody else, no model goes live with it.")
    for run in answer["trainings"]:
        told.append(f"\nA live model learns anew from this version: training {run}.")
    told += [f"\nNote: {note}." for note in report["notes"]]
    sys.stdout.write("\n".join(told) + "\n")


def _by_remedy(report: Json) -> dict[str, list[str]]:
    """Bring together what is to be done about in the same way, so that it is said once."""
    told: dict[str, list[str]] = {}
    for each in (*report["findings"], *(change for change in report["changes"] if change["moved"])):
        told.setdefault(each["remedy"], []).append(each["sentence"])
    return told


def checked(api: Platform, name: str, run: str | None) -> None:
    """Wait for the check that follows a schema, and say what it found of the current version."""
    if run is None:
        return
    wait_for(api, name, run, doing=f"checking {name}")
    answer = api.get("datasets", name, "versions", "current", "validation")
    tell(f"the current version: {headline(answer['report'])}")
