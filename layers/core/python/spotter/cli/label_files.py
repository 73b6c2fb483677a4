"""`spotter label import|template`: annotation files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.files import content_of, write_text
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list, tell
from spotter.domain.annotation_sheets import rows_of
from spotter.domain.annotation_sheets import template as a_template

COLUMNS = ("row", "outcome", "column", "wrong", "remedy")


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
    answer = platform().post("sites", site, "annotations", body={"annotations": rows, "dry_run": dry_run})
    show_list(answer, answer["rows"], COLUMNS, as_json=as_json)
    refused = sum(each["outcome"] == "refused" for each in answer["rows"])
    good = f"{len(rows) - refused} of {len(rows)} rows are good"
    tell(good if answer["written"] else f"{good}; nothing was written")
    if refused:
        raise typer.Exit(2)


def template(
    *, out: Annotated[Path | None, typer.Option(help="File to write; standard output by default.")] = None
) -> None:
    """Write a CSV to fill in, with one example row."""
    if out is None:
        sys.stdout.write(a_template())
    else:
        write_text(out, "\ufeff" + a_template())
        tell(f"fill in {out}, and bring it with `spotter label import {out} --site SITE --dry-run`")
