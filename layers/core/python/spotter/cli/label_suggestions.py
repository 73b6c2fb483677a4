"""`spotter label suggest`: what to label next."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.amounts import seconds
from spotter.cli.client import Json
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list, tell
from spotter.domain.annotation_sheets import COLUMNS as SHEET

COLUMNS = ("device", "at", "score", "threshold", "distance", "version")


def suggest(  # noqa: PLR0913 - one argument an option
    site: Annotated[str, typer.Argument(help="The site.")],
    model: Annotated[str, typer.Argument(help="The model whose predictions are looked at.")],
    *,
    since: Annotated[str | None, typer.Option(help="From; one day before the end by default.")] = None,
    until: Annotated[str | None, typer.Option(help="Until; now by default.")] = None,
    most: Annotated[int, typer.Option(min=1, max=500, help="How many moments.")] = 20,
    apart: Annotated[str, typer.Option(help="How far apart those of one device are at least.")] = "60s",
    label: Annotated[
        str | None, typer.Option(help="Leave out of what somebody has said already what it was.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="An annotation file to write, to be filled in.")] = None,
    as_json: AsJson = False,
) -> None:
    """Suggest what to label next: where a model was nearest its threshold, spread over devices and time."""
    apart_s = seconds(apart)
    answer = platform().get(
        *("sites", site, "models", model, "suggestions"),
        since=since,
        until=until,
        most=most,
        apart_s=apart_s,
        label=label,
    )
    show_list(answer, answer["suggestions"], COLUMNS, as_json=as_json)
    if answer["read"] < answer["batches"]:
        tell(f"read {answer['read']} of {answer['batches']} batches, evenly over time; ask for less time")
    if out is not None:
        _write(out, answer["suggestions"], half=timedelta(seconds=apart_s / 2))
        tell(f"fill in {out}, and bring it with `spotter label import {out} --site {site}`")


def _write(out: Path, suggestions: Iterable[Json], *, half: timedelta) -> None:
    """Write an annotation file with the time around each moment; who says what is left to people."""
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, SHEET, restval="")
        rows.writeheader()
        for each in suggestions:
            at = datetime.fromisoformat(each["at"])
            start, end = (moment.isoformat() for moment in (at - half, at + half))
            rows.writerow({"device": each["device"], "start": start, "end": end})
