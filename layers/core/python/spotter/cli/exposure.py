"""`spotter exposure`: what workers were exposed to, by shift, with what is known and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from spotter.cli.moments import as_moment
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list, tell
from spotter.errors import Invalid

app = typer.Typer(help="Exposures of workers: TWA, STEL, dose, with bounds.", no_args_is_help=True)
Site = Annotated[str, typer.Argument(help="The site.")]
Worker = Annotated[str, typer.Argument(help="The worker.")]
Shift = Annotated[str, typer.Argument(help="When the shift begins, in UTC: 20261124T0600.")]
_COLUMNS = (
    "hazard",
    "quantity",
    "lower",
    "estimate",
    "upper",
    "coverage",
    "limit",
    "unit",
    "verdict",
    "rule",
)


@app.command("list")
def some(
    site: Site,
    *,
    worker: Annotated[str | None, typer.Option(help="Of one worker only.")] = None,
    since: Annotated[str | None, typer.Option(help="Shifts that end at this time or later.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the shifts of a site, and in each what was or may have been above its limit."""
    moment = as_moment(since)
    answer = platform().get(
        "sites", site, "exposures", worker=worker, since=moment.isoformat() if moment else None
    )
    columns = ("worker", "shift", "end", "version", "reasons", "above", "possibly above")
    rows = [each | {name: _named(each, name) for name in columns[-2:]} for each in answer["shifts"]]
    show_list(answer, rows, columns, as_json=as_json)


@app.command("show")
def one(site: Site, worker: Worker, shift: Shift, *, as_json: AsJson = False) -> None:
    """Show the exposures of a shift, and how often they were told otherwise."""
    answer = platform().get("sites", site, "workers", worker, "exposures", shift)
    show_list(answer, _rows(answer["current"]), _COLUMNS, as_json=as_json)
    for each in answer["superseded"]:
        tell(
            f"version {each['version']} of {each['reckoned_at']} ({', '.join(each['reasons'])}) is superseded"
        )


@app.command("reckon")
def reckon(
    site: Site,
    worker: Worker,
    shift: Shift,
    *,
    hours: Annotated[float, typer.Option(min=0.1, max=24, help="How long the shift lasts.")] = 8,
    as_json: AsJson = False,
) -> None:
    """Reckon the exposures of a shift; they are kept, and renewed when late data or corrections come."""
    try:
        start = datetime.strptime(shift, "%Y%m%dT%H%M").replace(tzinfo=UTC)
    except ValueError as err:
        raise Invalid(f"{shift} is no time; write when it begins as 20261124T0600") from err
    body = {"end": (start + timedelta(hours=hours)).isoformat()}
    answer = platform().put("sites", site, "workers", worker, "exposures", shift, body=body)
    show_list(answer, _rows(answer), _COLUMNS, as_json=as_json)
    tell(f"version {answer['version']}: {', '.join(answer['reasons'])}; worn: {', '.join(answer['devices'])}")


def _rows(shift: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (each | each["bounds"] for each in shift["exposures"])


def _named(shift: Mapping[str, Any], verdict: str) -> list[str]:
    return [each["rule"] for each in shift["exposures"] if each["verdict"] == verdict]
