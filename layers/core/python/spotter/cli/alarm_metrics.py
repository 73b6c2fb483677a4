"""`spotter alarm metrics` and `group`: how a site's alarms perform, and what was grouped for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from spotter.cli.files import write_text
from spotter.cli.metrics_page import page_of
from spotter.cli.moments import as_moment
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list, tell

DAYS = 7.0
_TIMES = {
    "to_notify": "time to notify",
    "to_acknowledge": "time to acknowledge",
    "to_resolve": "time to resolve",
}


def metrics(
    site: Annotated[str, typer.Argument(help="The site.")],
    *,
    since: Annotated[
        str | None, typer.Option(help="From this time on, with its zone; else a week ago.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Before this time, with its zone; else now.")] = None,
    positions: Annotated[int, typer.Option(min=1, max=100, help="How many people share the alarms.")] = 1,
    page: Annotated[Path | None, typer.Option(help="Write it as a page to look at (HTML).")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure alarms: load per person, floods, stale, chattering, who raises most, times of answers."""
    end = as_moment(until) or datetime.now(UTC)
    begin = as_moment(since) or end - timedelta(days=DAYS)
    answer = platform().get(
        "sites", site, "alarm-metrics", since=begin.isoformat(), until=end.isoformat(), positions=positions
    )
    if page is not None:
        write_text(page, page_of(answer, rows_of(answer)))
        tell(f"wrote {page}")
    rows = [] if as_json else [{"measure": name, "value": value} for name, value in rows_of(answer)]
    show_list(answer, rows, ("measure", "value"), as_json=as_json)


def rows_of(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what a table of the metrics shows, one line after the other."""
    load = answer["load"]
    yield "raised", f"{load['raised']}, {load['retrospective']} more in retrospect"
    rates = f"{load['per_day']:.4g} a day, {load['per_hour']:.3g} an hour, {load['per_10_min']:.3g} in 10 min"
    yield "per position", rates
    yield "peak", f"{load['most_in_10_min']} in 10 min, {load['peak_at'] or 'never'}"
    yield "floods", f"{load['floods']}, {load['flood_share']:.3g} % of time"
    yield "stale", ", ".join(answer["stale"]) or "none"
    yield "chattering", ", ".join(answer["chattering"]) or "none"
    for each in answer["classes"]:
        yield each["alarm_class"], f"{each['raised']} ({each['share']:.3g} %)"
    for each in answer["bad_actors"]:
        yield "often", f"{each['alarm']}: {each['raised']} ({each['share']:.3g} %)"
    for name, title in _TIMES.items():
        yield title, _taken(answer[name])
    for finding in answer["findings"]:
        yield "finding", finding


def _taken(times: Mapping[str, Any]) -> str:
    missing = f", {times['missing']} not yet" if times["missing"] else ""
    if not times["count"]:
        return f"never{missing}"
    kept = ", ".join(f"{each['share']:.3g} % within {each['within_s']:g} s" for each in times["within"])
    ranks = ", ".join(f"p{rank} {times[f'p{rank}_s']:.3g} s" for rank in (50, 80, 95))
    return f"{times['count']} times{missing}: {ranks}, longest {times['worst_s']:.3g} s; {kept}"


def group(
    site: Annotated[str, typer.Argument(help="The site.")],
    name: Annotated[str, typer.Argument(help="The group, as its notice names it: 20261124-0905.")],
    *,
    as_json: AsJson = False,
) -> None:
    """List every alarm that a group notice was about, the gravest first."""
    answer = platform().get("sites", site, "alarm-groups", name)
    columns = ("alarm", "alarm_class", "title", "subject", "at", "people", "told")
    show_list(answer, answer["alarms"], columns, as_json=as_json)


def episodes(
    site: Annotated[str, typer.Argument(help="The site.")],
    day: Annotated[str, typer.Argument(help="The day, in UTC: 2026-11-24.")],
    *,
    as_json: AsJson = False,
) -> None:
    """List what was dangerous on a day from when to when, settled from all its readings, late ones too."""
    answer = platform().get("sites", site, "days", day, "episodes")
    rows = [
        each | {"worst": f"{each['worst']['value']:.4g} {each['worst']['unit']}"}
        for each in answer["episodes"]
    ]
    columns = ("rule", "subject", "alarm_class", "began_at", "last_active_at", "ended_at", "worst")
    show_list(answer, rows, columns, as_json=as_json)
    if not answer["settled"]:
        tell("this day is not settled yet; that happens every hour, once its readings are compacted")


COMMANDS = (metrics, group, episodes)
