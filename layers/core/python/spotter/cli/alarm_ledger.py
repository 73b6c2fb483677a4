"""`spotter alarm export`, `verify` and `anchor`: the ledger as proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Platform
from spotter.cli.files import content_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Anchor, Transition
from spotter.domain.alarms.incident import Incident, findings, read, written
from spotter.errors import Corrupt, Invalid

TRIES = 3
"""How often a ledger that grows while it is fetched is fetched anew."""

Site = Annotated[str | None, typer.Argument(help="The site.")]
OneAlarm = Annotated[str | None, typer.Argument(help="One alarm; all of the site if it is left out.")]


def export(
    site: Annotated[str, typer.Argument(help="The site.")],
    alarm: OneAlarm = None,
    *,
    out: Annotated[Path, typer.Option(help="The incident file to write; it is not overwritten.")],
) -> None:
    """Write the ledger of an alarm, or of a whole site, with its evidence into a file that proves itself."""
    incident = _fetched(platform(), site, alarm)
    try:
        with out.open("xb") as file:
            file.write(written(incident))
    except FileExistsError as err:
        raise Invalid(f"{out} is there already; name another file") from err
    tell(f"{len(incident.alarms)} alarms; check the file with: spotter alarm verify --file {out}")


def verify(
    site: Site = None,
    alarm: OneAlarm = None,
    *,
    file: Annotated[Path | None, typer.Option(help="An incident file, checked without the platform.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check that no line of a ledger was changed, taken out or put in; every act is done again."""
    if (site is None) == (file is None):
        raise Invalid("name a site, or a file with --file")
    incident = read(content_of(file)) if file else _fetched(platform(), str(site), alarm)
    faults = findings(incident)
    latest = incident.anchors[-1].digest if incident.anchors else None
    answer = {
        "alarms": len(incident.alarms),
        "lines": sum(len(lines) for lines in incident.lines.values()),
        "anchors": len(incident.anchors),
        "latest_anchor": latest,
        "faults": list(faults),
    }
    show(answer, as_json=as_json)
    if faults:
        raise Corrupt(f"the ledger is not what was written: {len(faults)} faults, the first: {faults[0]}")


def anchor(site: Annotated[str, typer.Argument(help="The site.")], *, as_json: AsJson = False) -> None:
    """Write down how far each alarm of a site has come; keep the digest elsewhere, and nothing can vanish."""
    made = platform().post("sites", site, "anchors")["anchors"]
    heads = sum(len(each["heads"]) for each in made)
    show({"anchored": heads, "digest": made[-1]["digest"] if made else None}, as_json=as_json)


COMMANDS = (export, verify, anchor)


def _fetched(asked: Platform, site: str, alarm: str | None) -> Incident:
    """Fetch ledgers, anchors first: what happens in between is in the ledgers and in no anchor."""
    anchors = asked.get("sites", site, "anchors")["anchors"]
    alarms: dict[str, Alarm] = {}
    lines: dict[str, list[Transition]] = {}
    for name in [alarm] if alarm else list(_names(asked, site)):
        alarms[name], lines[name] = _ledger(asked, site, name)
    return Incident(alarms, lines, msgspec.convert(anchors, list[Anchor]), whole=alarm is None)


def _ledger(asked: Platform, site: str, alarm: str) -> tuple[Alarm, list[Transition]]:
    """Fetch an alarm and its lines; anew, if it has moved between the two."""
    for _ in range(TRIES):
        stored, lines = _once(asked, site, alarm)
        if len(lines) <= stored.version:
            break
    return stored, lines


def _once(asked: Platform, site: str, alarm: str) -> tuple[Alarm, list[Transition]]:
    lines: list[Transition] = []
    after: int | None = 0
    while after is not None:
        page = asked.get("sites", site, "alarms", alarm, "ledger", after=after)
        stored = msgspec.convert(page["alarm"], Alarm)
        lines += msgspec.convert(page["lines"], list[Transition])
        after = page["following"]
    return stored, lines


def _names(asked: Platform, site: str) -> Iterator[str]:
    after: str | None = None
    while True:
        page = asked.get("sites", site, "alarms", state="all", limit=500, after=after)
        yield from (alarm["id"] for alarm in page["alarms"])
        after = page.get("following")
        if after is None:
            return
