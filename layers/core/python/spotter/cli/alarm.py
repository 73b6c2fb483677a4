"""`spotter alarm`: see alarms, act on them, prove what happened."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli import alarm_acts, alarm_ledger, alarm_metrics
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.alarms import AlarmClass, AlarmState

app = typer.Typer(help="Alarms: what is dangerous now, who acted, and the proof.", no_args_is_help=True)
Site = Annotated[str, typer.Argument(help="The site.")]
Alarm = Annotated[str, typer.Argument(help="The alarm's id, for example ch4-high.longwall-1.")]
for _act in alarm_acts.COMMANDS + alarm_ledger.COMMANDS + alarm_metrics.COMMANDS:
    app.command()(_act)
app.command("acknowledge", hidden=True)(alarm_acts.ack)

_COLUMNS = ("id", "alarm_class", "letter", "state", "occurrence", "title", "raised_at", "acknowledged_by")


@app.command("list")
def some(  # noqa: PLR0913 - one option for each filter
    site: Site,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those already cleared too.")] = False,
    alarm_class: Annotated[AlarmClass | None, typer.Option("--class", help="Of one class.")] = None,
    shows: Annotated[AlarmState | None, typer.Option(help="That show one state now.")] = None,
    subject: Annotated[str | None, typer.Option(help="About one device, worker~NAME or zone~NAME.")] = None,
    retrospective: Annotated[
        bool | None, typer.Option(help="Only those learned of too late to act on, or none of them.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Dangerous at this time or later, with its zone.")] = None,
    after: Annotated[str | None, typer.Option(help="Where the page before said it ends.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Alarms in a page.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the alarms of a site, what matters most first."""
    answer = platform().get(
        "sites",
        site,
        "alarms",
        state="all" if everything else "open",
        alarm_class=alarm_class and alarm_class.value,
        shows=shows and shows.value,
        subject=subject,
        retrospective=None if retrospective is None else str(retrospective).lower(),
        since=since,
        after=after,
        limit=limit,
    )
    show_list(answer, answer["alarms"], _COLUMNS, as_json=as_json)
    if answer.get("following"):
        tell(f"there are more: --after '{answer['following']}'")


@app.command("show")
def one(site: Site, alarm: Alarm, *, as_json: AsJson = False) -> None:
    """Show an alarm and everything that happened to it."""
    answer = platform().get("sites", site, "alarms", alarm)
    if not as_json:
        show(answer["alarm"], as_json=False)
    columns = ("at", "action", "before", "after", "actor", "channel", "reason", "note")
    show_list(answer, answer["transitions"], columns, as_json=as_json)
