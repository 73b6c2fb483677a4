"""`spotter feature join`: a table to train on, of what was known at each moment."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spotter.cli.downloads import fetched
from spotter.cli.feature_offline import named, parts_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.errors import Invalid

if TYPE_CHECKING:
    from spotter.learning.tables import Table


def join(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet: a row a moment of a device, such as labels.")],
    *,
    sets: Annotated[list[str], typer.Option("--set", help="A feature set; may be told again.")],
    out: Annotated[Path, typer.Option(help="The file to write: .csv, .csv.gz or .parquet.")],
    device: Annotated[str, typer.Option(help="The column of the device.")] = "device",
    at: Annotated[str, typer.Option(help="The column of the time.")] = "at",
    max_age: Annotated[float, typer.Option(help="Seconds from which they are too old.", min=0.001)] = 60.0,
    folder: Annotated[
        list[Path] | None, typer.Option("--from", help="Parts that `get` fetched, one folder a set.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put beside each row what was known then: measured and arrived by its time, and not too old.

    The rows stay as they are and in their order; where nothing was known, features are empty.
    """
    from spotter.learning.files import read_table, write_table
    from spotter.learning.joins import joined

    table = read_table(file)
    if folder and len(folder) != len(sets):
        raise Invalid("name one folder (--from) for each set (--set)")
    for number, name in enumerate(sets):
        with tempfile.TemporaryDirectory() as scratch:
            parts = (
                sorted(folder[number].glob("*.parquet"))
                if folder
                else _fetched(name, table, at, max_age, Path(scratch))
            )
            if not parts:
                tell(f"warning: nothing of {name} was materialised for these days")
            table, matched = joined(table, parts, device=device, at=at, max_age_s=max_age)
        tell(f"{name}: {matched} of {table.rows} rows have features")
    write_table(out, table)
    show({"file": str(out), "rows": table.rows, "columns": len(table.columns)}, as_json=as_json)


def _fetched(name: str, table: Table, at: str, max_age: float, scratch: Path) -> Sequence[Path]:
    """Fetch the parts of the days that the rows of a table may need."""
    from spotter.learning.joins import times_of

    called, number = named(name)
    times = times_of(table, at)
    first = datetime.fromtimestamp(float(times.min()), UTC) - timedelta(seconds=max_age)
    last = datetime.fromtimestamp(float(times.max()), UTC)
    days = {"since": first.date().isoformat(), "until": last.date().isoformat()}
    files: list[Path] = []
    for place, part in enumerate(parts_of(platform(), called, number, version="current", **days)):
        files.append(scratch / f"{place:06d}.parquet")
        files[-1].write_bytes(fetched(part["url"], part["sha256"]))
    return files
