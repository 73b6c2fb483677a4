"""`spotter alarm ack` and its neighbours: what people do with an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.contracts.alarms import ReasonCode
from spotter.contracts.handling import SilenceKind

Site = Annotated[str, typer.Argument(help="The site.")]
Alarm = Annotated[str, typer.Argument(help="The alarm's id, for example ch4-high.longwall-1.")]
Note = Annotated[str | None, typer.Option(help="What you found or did.")]
Noted = Annotated[str, typer.Argument(help="What there is to note.")]
Why = Annotated[str, typer.Option("--note", help="Why it is to be quiet.")]
Minutes = Annotated[float, typer.Option("--minutes", min=0.1, help="For how long; each class has its most.")]
Reason = Annotated[ReasonCode, typer.Option(help="What the alarm was; it becomes a training label.")]


def ack(site: Site, alarm: Alarm, *, reason: Reason, note: Note = None, as_json: AsJson = False) -> None:
    """Say that you act on an alarm, and what it was."""
    _done(site, alarm, "acknowledge", {"reason": reason.value, "note": note}, as_json=as_json)


def confirm(site: Site, alarm: Alarm, *, note: Note = None, as_json: AsJson = False) -> None:
    """Say that what was done about an acknowledged alarm was seen to be enough."""
    _done(site, alarm, "confirm", {"note": note}, as_json=as_json)


def clear(site: Site, alarm: Alarm, *, note: Note = None, as_json: AsJson = False) -> None:
    """Clear an alarm, or reset a latched one, whose condition is over."""
    _done(site, alarm, "clear", {"note": note}, as_json=as_json)


def comment(site: Site, alarm: Alarm, note: Noted, *, as_json: AsJson = False) -> None:
    """Note something in an alarm's ledger."""
    _done(site, alarm, "comment", {"note": note}, as_json=as_json)


def shelve(
    site: Site,
    alarm: Alarm,
    *,
    minutes: Minutes,
    note: Why,
    one_shot: Annotated[bool, typer.Option("--one-shot", help="Only until the condition is over.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep an alarm quiet for a while; for life safety a second person has to approve."""
    body = {"seconds": minutes * 60, "note": note, "one_shot": one_shot}
    _quiet(site, alarm, "shelve", body, as_json=as_json)


def suppress(site: Site, alarm: Alarm, *, minutes: Minutes, note: Why, as_json: AsJson = False) -> None:
    """Suppress an alarm by design while planned work lasts; for life safety a second person approves."""
    _quiet(site, alarm, "suppress", {"seconds": minutes * 60, "note": note}, as_json=as_json)


def out_of_service(site: Site, alarm: Alarm, *, minutes: Minutes, note: Why, as_json: AsJson = False) -> None:
    """Take an alarm out of service for repair; for life safety a second person has to approve."""
    _quiet(site, alarm, "out-of-service", {"seconds": minutes * 60, "note": note}, as_json=as_json)


def approve(site: Site, alarm: Alarm, *, note: Note = None, as_json: AsJson = False) -> None:
    """Approve, as a second person, that an alarm is to be quiet."""
    _done(site, alarm, "approve", {"note": note}, as_json=as_json)


def resume(
    site: Site,
    alarm: Alarm,
    *,
    kind: Annotated[SilenceKind, typer.Option(help="What is to end.")] = SilenceKind.SHELVED,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """End a silence before its time, or withdraw its proposal."""
    _done(site, alarm, "resume", {"kind": kind.value, "note": note}, as_json=as_json)


COMMANDS = (ack, confirm, clear, comment, shelve, suppress, out_of_service, approve, resume)


def _quiet(site: str, alarm: str, act: str, body: Mapping[str, object], *, as_json: bool) -> None:
    if _done(site, alarm, act, body, as_json=as_json).get("proposal"):
        tell(f"a second person has to approve: spotter alarm approve {site} {alarm}")


def _done(site: str, alarm: str, act: str, body: Mapping[str, object], *, as_json: bool) -> dict[str, object]:
    answer = platform().post("sites", site, "alarms", alarm, act, body=body)
    show(answer, as_json=as_json)
    return answer
