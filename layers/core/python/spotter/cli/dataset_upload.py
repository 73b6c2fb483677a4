"""`spotter dataset upload`: look at a file of one's own, correct what it is taken for, and bring it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Json, Platform
from spotter.cli.dataset_extract import wait_for
from spotter.cli.files import content_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.cli.uploading import sent
from spotter.contracts.sheets import Preview, SheetOptions
from spotter.errors import Invalid

_COLUMNS = ("name", "type", "present", "missing", "different", "examples")


def upload(
    file: Annotated[Path, typer.Argument(help="CSV, Parquet or JSON, also packed as .gz or .zip.")],
    *,
    name: Annotated[str | None, typer.Option(help="The dataset; the name of the file if left out.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only look; nothing is sent.")] = False,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", help="COLUMN=number, integer, flag, text, time or drop, as often as needed."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="For example cp949; found out if left out.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Between columns; found out if left out.")] = None,
    append: Annotated[bool, typer.Option("--append", help="Add the rows to the current version.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a version of a file. What it is taken for is checked here, before anything is sent."""
    content = content_of(file)
    options = _options(types or [], encoding, delimiter)
    looked = _looked_at(file, content, options)
    if preview:
        _show(looked, as_json=as_json)
        return
    if looked.troubles:
        raise Invalid(looked.troubles[0].sentence)
    for warning in looked.warnings:
        tell(f"warning: {warning}")
    api, dataset = platform(), name or _name_of(file)
    begun = api.post("datasets", dataset, "uploads", body={"file": file.name, "size": len(content)})
    tags = sent(begun, content)
    api.post("datasets", dataset, "uploads", begun["upload"], "complete", body={"tags": tags})
    body: Json = {"options": msgspec.to_builtins(options), "append": append}
    run = api.post("datasets", dataset, "uploads", begun["upload"], "accept", body=body)["extraction"]
    ended = wait_for(api, dataset, str(run))
    _told(api, dataset, str(ended["version"]), as_json=as_json)


def _looked_at(file: Path, content: bytes, options: SheetOptions) -> Preview:
    from spotter.adapters.parquet.sheets import DuckSheets
    from spotter.domain.sheets import form_of, unpacked

    inner, content = unpacked(file.name, content)
    with DuckSheets().open(content, form_of(inner), options) as sheet:
        return sheet.preview


def _options(types: Sequence[str], encoding: str | None, delimiter: str | None) -> SheetOptions:
    pairs = dict(each.rpartition("=")[::2] for each in types)
    if "" in pairs:
        raise Invalid(f"{' '.join(types)} is not COLUMN=TYPE, such as --type badge=text")
    if delimiter is not None and len(delimiter := delimiter.replace("\\t", "\t")) != 1:
        raise Invalid("a delimiter is one character; write \\t for a tab")
    drop = [column for column, said in pairs.items() if said == "drop"]
    kinds = {column: said for column, said in pairs.items() if said != "drop"}
    said = {"encoding": encoding, "delimiter": delimiter, "types": kinds, "drop": drop}
    try:
        return msgspec.convert({each: value for each, value in said.items() if value}, SheetOptions)
    except msgspec.ValidationError as err:
        known = "number, integer, flag, text, time or drop"
        raise Invalid(f"{' '.join(types)}: a column is {known}") from err


def _name_of(file: Path) -> str:
    """Name a dataset after its file.

    >>> _name_of(Path("Gas North.csv.gz"))
    'gas-north'
    """
    stem = file.name.lower().partition(".")[0]
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in stem).strip("-") or "upload"


def _show(looked: Preview, *, as_json: bool) -> None:
    answer = msgspec.to_builtins(looked)
    if as_json:
        show(answer, as_json=True)
        return
    show({field: answer[field] for field in ("form", "encoding", "delimiter", "rows")}, as_json=False)
    show_list(answer, answer["columns"], _COLUMNS, as_json=False)
    for trouble in looked.troubles:
        tell(f"trouble: {trouble.sentence}")
    for warning in looked.warnings:
        tell(f"warning: {warning}")


def _told(api: Platform, dataset: str, version: str, *, as_json: bool) -> None:
    answer = api.get("datasets", dataset, "versions", version)
    show(
        {field: answer[field] for field in ("dataset", "version", "rows", "parts", "size", "parent")},
        as_json=as_json,
    )
