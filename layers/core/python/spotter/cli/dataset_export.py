"""`spotter dataset export`: a version as one file."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Json, Platform
from spotter.cli.dataset_names import HELP, version_of
from spotter.cli.downloads import fetched
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.contracts.archive import ExportFormat
from spotter.errors import Invalid

_FORMS: dict[str, ExportFormat] = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "json"}


def export(
    name: Annotated[str, typer.Argument(help="The dataset's name.")],
    *,
    out: Annotated[
        Path, typer.Option(help="The file: .csv, .parquet, .json or .jsonl (no list, a row a line).")
    ],
    version: Annotated[str, typer.Option(help=HELP)] = "current",
    names: Annotated[bool, typer.Option("--names", help="Workers by name; needs the role operator.")] = False,
    label: Annotated[
        str | None, typer.Option(help="A label of its sites: one more column, empty where nobody knows.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a whole version into a file; its end says the form. The file appears when it is complete."""
    form = _FORMS.get(out.suffix.lower())
    if form is None:
        raise Invalid(f"{out.name} does not say the form; end it with {', '.join(_FORMS)}")
    out.parent.mkdir(parents=True, exist_ok=True)
    api = platform()
    version = version_of(api, name, version)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        whole, rows = Path(folder) / "whole", 0
        parts: list[Path] = []
        fetched_as = form if label is None else "parquet"
        for number, part in enumerate(_parts(api, name, version, fetched_as, names=names)):
            file = Path(folder) / f"{number}.{fetched_as}"
            file.write_bytes(fetched(part["url"], part["sha256"]))
            parts.append(file)
            rows += int(part["rows"])
        if label is None:
            _join(parts, whole, form)
        else:
            _join_labelled(api, name, version, label, parts, whole, form)
        if out.suffix.lower() == ".json":
            _close(whole)
        size = whole.stat().st_size
        shutil.move(whole, out)
    show({"file": str(out), "rows": rows, "parts": len(parts), "size": size}, as_json=as_json)


def _parts(api: Platform, name: str, version: str, form: ExportFormat, *, names: bool) -> Iterator[Json]:
    """Ask for parts, some at a time; all of one version, though the current one may change meanwhile."""
    first: int | None = 0
    while first is not None:
        asked = {"format": form, "first": first, "names": "true" if names else None}
        page = api.get("datasets", name, "versions", version, "parts", **asked)
        version = str(page["version"])
        for number, part in enumerate(page["parts"], start=first + 1):
            if sys.stderr.isatty():
                tell(f"part {number} of {page['total']}: {part['place']}")
            yield part
        first = page["next"]


def _join_labelled(
    api: Platform, name: str, version: str, label: str, parts: list[Path], whole: Path, form: ExportFormat
) -> None:
    from spotter.adapters.parquet.labelled import write_labelled
    from spotter.contracts.labels import Interval

    definition = api.get("datasets", name, "versions", version)["definition"]
    if definition is None:
        raise Invalid(f"{name} was uploaded; only what was measured at a site has its labels")
    told = [api.get("sites", site, "labels", label) for site in definition["sites"]]
    marked, excluded = (
        [msgspec.convert(each, Interval) for answer in told for each in answer[field]]
        for field in ("intervals", "excluded")
    )
    done = write_labelled(parts, whole, form, label, marked=marked, excluded=excluded)
    tell(f"{label}: {done.positive} rows are, {done.negative} are not, of {done.unknown} nobody knows")


def _join(parts: list[Path], whole: Path, form: ExportFormat) -> None:
    if form == "parquet":
        import duckdb

        listed = [str(part) for part in parts]
        with duckdb.connect(config={"threads": 1}) as database:
            database.execute("SET TimeZone = 'UTC'")
            database.execute("SET preserve_insertion_order = true")
            database.execute(f"COPY (SELECT * FROM read_parquet({listed!r})) TO '{whole}' (FORMAT parquet)")  # noqa: S608 - our own paths
        return
    with whole.open("wb") as file:
        for number, part in enumerate(parts):
            content = part.read_bytes()
            file.write(content.partition(b"\n")[2] if form == "csv" and number else content)


def _close(whole: Path) -> None:
    """Make one JSON list, a row a line, of rows that stand by themselves."""
    listed = whole.with_name("listed")
    with whole.open("rb") as rows, listed.open("wb") as file:
        before = b"[\n"
        for row in rows:
            file.write(before + row.rstrip(b"\n"))
            before = b",\n"
        file.write((b"" if before == b",\n" else b"[") + b"\n]\n")
    listed.replace(whole)
