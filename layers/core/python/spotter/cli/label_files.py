"""`spotter label import|template`: annotation files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.files import content_of
from spotter.cli.row_files import bring, give_template
from spotter.cli.show import AsJson
from spotter.domain.annotation_sheets import rows_of
from spotter.domain.annotation_sheets import template as a_template


def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV (device,start,end,label,annotator[,note]) or JSON; - for stdin.")
    ],
    *,
    site: Annotated[str, typer.Option(help="The site whose devices were annotated.")],
    encoding: Annotated[
        str | None, typer.Option(help="The encoding of the file; utf-8 and cp949 are found by themselves.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take the annotations of a file if every row is good; else say what is wrong, and take none.

    Ends with 2 when a row was refused. Repeating it is safe: what is there already stays as it is.
    """
    rows = [msgspec.to_builtins(row) for row in rows_of(content_of(file), encoding=encoding)]
    bring(site, "annotations", rows, dry_run=dry_run, as_json=as_json)


def template(
    *, out: Annotated[Path | None, typer.Option(help="File to write; standard output by default.")] = None
) -> None:
    """Write a CSV to fill in, with one example row."""
    give_template(a_template(), out, command="spotter label import")
