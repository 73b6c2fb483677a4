"""`spotter device import`: many devices from a CSV or JSON list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Json
from spotter.cli.files import content_of
from spotter.cli.identities import identity_of
from spotter.cli.session import identities, platform
from spotter.cli.show import AsJson, show_list, tell
from spotter.domain.imports import DeviceRow, RowOutcome, RowResult, doubled, rows_of

AT_ONCE = 20
"""Rows of one call: making so many keys takes a function a few seconds."""

COLUMNS = ("row", "device", "outcome", "wrong", "remedy")


def import_devices(
    file: Annotated[Path, typer.Argument(help="CSV (device,site,profile,tags,groups) or JSON; - for stdin.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the identities; in ~/.spotter by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register the devices of a list, each row by itself; what is there already stays as it is.

    Ends with 1 when a row was refused. Repeating it is safe: it goes on where it broke off.
    """
    rows = rows_of(content_of(file))
    twice = doubled(rows)
    results: list[Json] = [_refused(row, twice[row.device]) for row in rows if row.device in twice]
    sound = [row for row in rows if row.device not in twice]
    folder = out or identities()
    for start in range(0, len(sound), AT_ONCE):
        part = [msgspec.to_builtins(row) for row in sound[start : start + AT_ONCE]]
        answer = platform().post("devices", "import", body={"devices": part, "dry_run": dry_run})
        for identity in answer["identities"]:
            identity_of(identity).save(folder)
        results.extend(answer["rows"])
    results.sort(key=lambda result: result["row"])
    show_list({"dry_run": dry_run, "rows": results}, results, COLUMNS, as_json=as_json)
    refused = sum(result["outcome"] == RowOutcome.REFUSED for result in results)
    tell(f"{len(results) - refused} of {len(results)} rows are good" + (", nothing was done" * dry_run))
    if refused:
        raise typer.Exit(1)


def _refused(row: DeviceRow, times: int) -> Json:
    wrong = f"device {row.device} stands in {times} rows"
    refused = RowResult(row.row, row.device, RowOutcome.REFUSED, wrong, "keep one of the rows")
    plain: Json = msgspec.to_builtins(refused)
    return plain
