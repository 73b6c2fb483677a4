"""Files of rows that are judged one by one: what becomes of each, and templates to fill in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from spotter.cli.client import Json
from spotter.cli.files import write_text
from spotter.cli.session import platform
from spotter.cli.show import show_list, tell

OUTCOMES = ("row", "outcome", "column", "wrong", "remedy")
"""What is told of each row."""


def bring(
    site: str, kind: str, rows: Sequence[Json], *, dry_run: bool, as_json: bool, called: str = "rows"
) -> None:
    """Bring rows to a site, all or none, and tell what became of each; exit with 2 where one was refused."""
    answer = platform().post("sites", site, kind, body={kind: rows, "dry_run": dry_run})
    show_list(answer, answer["rows"], OUTCOMES, as_json=as_json)
    refused = sum(each["outcome"] == "refused" for each in answer["rows"])
    good = f"{len(rows) - refused} of {len(rows)} {called} are good"
    tell(good if answer["written"] else f"{good}; nothing was written")
    if refused:
        raise typer.Exit(2)


def give_template(text: str, out: Path | None, *, command: str) -> None:
    """Write a template into a file that spreadsheets open, and say which command takes it; else print it."""
    if out is None:
        sys.stdout.write(text)
        return
    write_text(out, "\ufeff" + text)
    tell(f"fill in {out}, and bring it with `{command} {out} --site SITE --dry-run`")
