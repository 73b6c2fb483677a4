"""`spotter device assign|unassign|wearer|worn`: who wears which device, and who wore it."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.moments import Moment, as_moment
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list

Name = Annotated[str, typer.Argument(help="The device's name, for example helmet-7.")]
Worker = Annotated[str, typer.Argument(help="The worker's name, for example kim.")]
Note = Annotated[str | None, typer.Option(help="Why, for those who read the history.")]
COLUMNS = ("number", "worker", "valid_from", "valid_until", "recorded_at", "by", "note")


def assign(
    name: Name,
    worker: Worker,
    *,
    since: Annotated[str | None, typer.Option("--from", help="From when; from now on by default.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Until when; open by default.")] = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Say who wears a device, or wore it: said of the past it corrects what was said before."""
    _say(name, worker, since, until, note, as_json=as_json)


def unassign(
    name: Name,
    *,
    since: Annotated[str | None, typer.Option("--from", help="From when; from now on by default.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Until when; open by default.")] = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Say that nobody wears a device, or wore it."""
    _say(name, None, since, until, note, as_json=as_json)


def wearer(name: Name, *, at: Moment = None, known_at: Moment = None, as_json: AsJson = False) -> None:
    """Tell who wore a device at a moment, as it is known now or was known then."""
    answer = platform().get("devices", name, "wearer", at=_query(at), known_at=_query(known_at))
    show(answer, as_json=as_json)


def worn(worker: Worker, *, at: Moment = None, known_at: Moment = None, as_json: AsJson = False) -> None:
    """Tell which devices a worker wore at a moment, as it is known now or was known then."""
    answer = platform().get("workers", worker, "devices", at=_query(at), known_at=_query(known_at))
    show(answer, as_json=as_json)


def history(name: Name, *, as_json: AsJson = False) -> None:
    """List everything that was ever said about who wears a device."""
    answer = platform().get("devices", name, "assignments")
    show_list(answer, answer["assignments"], COLUMNS, as_json=as_json)


COMMANDS = (assign, unassign, wearer, worn, history)


def _say(
    name: str, worker: str | None, since: str | None, until: str | None, note: str | None, *, as_json: bool
) -> None:
    body = {"worker": worker, "valid_from": as_moment(since), "valid_until": as_moment(until), "note": note}
    show(platform().post("devices", name, "assignments", body=body), as_json=as_json)


def _query(text: str | None) -> str | None:
    moment = as_moment(text)
    return None if moment is None else moment.isoformat()
