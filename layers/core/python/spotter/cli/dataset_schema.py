"""`spotter dataset schema`: what the columns of a dataset should be like, proposed, reviewed and accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Json
from spotter.cli.dataset_extract import wait_for
from spotter.cli.dataset_names import version_of
from spotter.cli.dataset_validate import checked, name_and_version
from spotter.cli.files import mapping_of, write_text
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.errors import Invalid

app = typer.Typer(help="What the columns of a dataset should be like.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(help="The dataset, or one of its versions: gas-north@3f0c….")]
_COLUMNS = (
    "column",
    "type",
    "unit",
    "missing",
    "minimum",
    "maximum",
    "categories",
    "distinct",
    "independent",
    "compare",
    "change",
)
_USUAL = {"required": True, "compare": True, "note": "", "unit": ""}
_HEAD = """# What the columns of {name} should be like, inferred from version {source}.
# Review it and accept it: spotter dataset schema accept {name} {file}
#   missing    the largest share of rows without a value, from 0 to 1
#   minimum, maximum, categories   what values may be; a share of `outside` may be something else
#   change     the share of rows that may be spread otherwise before models learn anew
#   required: false   a version may be without it;  compare: false   its values are not compared
"""


@app.command()
def infer(
    named: Named,
    *,
    out: Annotated[Path | None, typer.Option(help="Where to write it, as YAML that can be edited.")] = None,
    as_json: AsJson = False,
) -> None:
    """Propose a schema from a version; nobody is bound by it until it is accepted."""
    name, version = name_and_version(named)
    api = platform()
    wanted = version_of(api, name, version)
    version = str(api.get("datasets", name, "versions", wanted)["version"])
    run = api.post("datasets", name, "versions", version, "schema")["run"]
    wait_for(api, name, str(run), doing=f"summing {name} up")
    answer = api.get("datasets", name, "versions", version, "schema")
    if out is not None:
        write_text(out, _written(name, answer, out))
    if as_json:
        show(answer, as_json=True)
        return
    _listed(answer)
    for note in answer["notes"]:
        tell(f"note: {note}")
    todo = f"review {out}, then: spotter dataset schema accept {name} {out}" if out else "--out writes a file"
    tell(f"{todo}; accepted as it is by: spotter dataset schema accept {name}")


@app.command("show")
def one(
    name: Annotated[str, typer.Argument(help="The dataset.")],
    *,
    number: Annotated[int | None, typer.Option(help="An earlier one; the one in force, if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the schema in force, who accepted it and why."""
    answer = platform().get("datasets", name, "schema", number=number)
    if as_json:
        show(answer, as_json=True)
        return
    show({field: answer[field] for field in ("number", "source", "by", "at", "why")}, as_json=False)
    _listed(answer)


@app.command()
def accept(
    named: Named,
    file: Annotated[Path | None, typer.Argument(help="The reviewed file; as inferred, if left out.")] = None,
    *,
    why: Annotated[str, typer.Option(help="What changed, for who comes after you.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put a schema in force: new versions are held against it, and what does not keep it stops models."""
    name, version = name_and_version(named)
    api = platform()
    version = version_of(api, name, version)
    body = mapping_of(file) if file else api.get("datasets", name, "versions", version, "schema")
    known = {"source", "columns", "number", "why"}
    if unknown := sorted(set(body) - known - {"notes"}):
        raise Invalid(f"{file}: {unknown[0]} is not known here; there are {', '.join(sorted(known))}")
    wanted = {field: body[field] for field in body if field in known}
    answer = api.put("datasets", name, "schema", body=wanted | ({"why": why} if why else {}))
    if not as_json:
        tell(f"schema {answer['schema']['number']} of {name} is in force")
        checked(api, name, answer["check"])
    show(answer if as_json else {"number": answer["schema"]["number"]}, as_json=as_json)


def _listed(answer: Json) -> None:
    rows = [
        {**rule, "column": name, "categories": rule["categories"] or ""}
        for name, rule in answer["columns"].items()
    ]
    show_list(answer, rows, _COLUMNS, as_json=False)


def _written(name: str, answer: Json, out: Path) -> str:
    """Write a proposal so that a person reads it: what is as usual is left out."""
    import yaml

    columns = {
        column: {
            field: value
            for field, value in rule.items()
            if value is not None and (field not in _USUAL or value != _USUAL[field])
        }
        for column, rule in answer["columns"].items()
    }
    body = {"source": answer["source"], "columns": columns}
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
    return _HEAD.format(name=name, source=answer["source"], file=out.name) + text
