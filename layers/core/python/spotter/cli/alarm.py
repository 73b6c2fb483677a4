"""`spotter alarm`: see alarms and act on them."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list
from spotter.contracts.alarms import ReasonCode

app = typer.Typer(help="Alarms: what is dangerous now, and who acted.", no_args_is_help=True)
Site = Annotated[str, typer.Argument(help="The site.")]
Alarm = Annotated[str, typer.Argument(help="The alarm's id, for example ch4-high.longwall-1.")]
Note = Annotated[str | None, typer.Option(help="What you found or did.")]


@app.command("list")
def some(
    site: Site,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those already cleared too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the alarms of a site, what matters most first."""
    answer = platform().get("sites", site, "alarms", state="all" if everything else "open")
    columns = ("id", "alarm_class", "state", "occurrence", "title", "raised_at", "paged", "acknowledged_by")
    show_list(answer, answer["alarms"], columns, as_json=as_json)


@app.command("show")
def one(site: Site, alarm: Alarm, *, as_json: AsJson = False) -> None:
    """Show an alarm and everything that happened to it."""
    answer = platform().get("sites", site, "alarms", alarm)
    if not as_json:
        show(answer["alarm"], as_json=False)
    show_list(
        answer,
        answer["transitions"],
        ("at", "action", "before", "after", "actor", "reason", "note"),
        as_json=as_json,
    )


@app.command()
def acknowledge(
    site: Site,
    alarm: Alarm,
    *,
    reason: Annotated[ReasonCode, typer.Option(help="What the alarm was; it becomes a training label.")],
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Say that you act on an alarm, and what it was."""
    body = {"reason": reason.value, "note": note}
    show(platform().post("sites", site, "alarms", alarm, "acknowledge", body=body), as_json=as_json)


@app.command()
def clear(site: Site, alarm: Alarm, *, note: Note = None, as_json: AsJson = False) -> None:
    """Clear an alarm whose condition is over."""
    show(platform().post("sites", site, "alarms", alarm, "clear", body={"note": note}), as_json=as_json)
