"""`spotter rules dry-run` and `exposure`: rules over stored history, judged on this machine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from spotter.cli.client import Platform
from spotter.cli.rule_files import read_rules
from spotter.cli.rule_subjects import HERE, subjects_then
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list
from spotter.contracts.profiles import Channel, Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Rule
from spotter.domain.rules.tables import ProfileKey
from spotter.errors import Invalid
from spotter.stores.rulebook import in_packs

Since = Annotated[str, typer.Option(help="From when, for example 2026-11-24T08:00:00Z.")]
Until = Annotated[str, typer.Option(help="Until when.")]
Place = Annotated[str, typer.Option(help="The site.")]
Packs = Annotated[list[str] | None, typer.Option("--pack", help="A pack to try, as often as needed.")]
Own = Annotated[Path | None, typer.Option("--file", help="Rules to try, JSON or YAML.")]


def dry_run(
    *, site: Place, since: Since, until: Until, pack: Packs = None, file: Own = None, as_json: AsJson = False
) -> None:
    """Say which alarms would have come, gained and lost against the rules in force.

    Rules over a worker ask who wore what, as it is known now; rules over a zone know what is installed there.
    Limits by age take the age of the pack.
    """
    from spotter.domain.rules.episodes import episodes

    api = platform()
    chosen = api.get("sites", site, "rules")
    now = in_packs(chosen["packs"], msgspec.convert(chosen["own"], list[Rule]))
    tried = in_packs(pack or (), read_rules(file).rules if file else ())
    readings, profiles = _history(api, site, since, until, None)
    whose = subjects_then(api, [*now, *tried], readings)
    before, after = (
        {(each.rule, each.subject, each.start): each for each in found}
        for found in (episodes(rules, readings, profiles, subjects=whose) for rules in (now, tried))
    )
    found = {
        "gained": [msgspec.to_builtins(after[key]) for key in sorted(after.keys() - before.keys())],
        "lost": [msgspec.to_builtins(before[key]) for key in sorted(before.keys() - after.keys())],
        "kept": [msgspec.to_builtins(after[key]) for key in sorted(after.keys() & before.keys())],
    }
    rows = [{"change": change, **alarm} for change, alarms in found.items() for alarm in alarms]
    show_list(found, rows, ("change", "rule", "subject", "start", "end", "worst"), as_json=as_json)


def exposure(
    *,
    site: Place,
    worker: Annotated[str, typer.Option(help="The worker.")],
    since: Annotated[str, typer.Option(help="When the shift began.")],
    until: Annotated[str, typer.Option(help="When the shift ended.")],
    pack: Packs = None,
    as_json: AsJson = False,
) -> None:
    """Reckon what a worker was exposed to in a shift, each as lower, estimate, upper and coverage."""
    from spotter.domain.exposure.shifts import exposures

    api = platform()
    chosen = api.get("sites", site, "rules")
    rules = in_packs(pack or chosen["packs"], () if pack else msgspec.convert(chosen["own"], list[Rule]))
    readings, profiles = _history(api, site, since, until, worker)
    found = exposures(rules, readings, profiles, start=_moment(since), end=_moment(until))
    rows = [
        {**msgspec.to_builtins(each), **msgspec.to_builtins(each.bounds), "verdict": each.verdict}
        for each in found
    ]
    columns = ("rule", "quantity", "lower", "estimate", "upper", "unit", "limit", "verdict", "coverage")
    show_list({"worker": worker, "exposures": rows}, rows, columns, as_json=as_json)


def _history(
    api: Platform, site: str, since: str, until: str, worker: str | None
) -> tuple[list[Reading], dict[ProfileKey, Profile]]:
    """Fetch what was measured, page by page, and the profiles that it was measured with."""
    values: list[dict[str, Any]] = []
    asked: dict[str, str | int | None] = {"since": since, "until": until, "worker": worker, "limit": 10_000}
    while True:
        page = api.get("sites", site, "readings", **asked)
        values += page["values"]
        if page.get("next") is None:
            break
        asked["cursor"] = page["next"]
    kinds = {(value["profile"], value["profile_version"]) for value in values}
    profiles = {
        (HERE, name, version): Profile(
            HERE,  # type: ignore[arg-type]
            name,
            version,
            msgspec.convert(api.get("profiles", name, version=version)["channels"], dict[str, Channel]),
        )
        for name, version in kinds
    }
    return readings_of(values, site), profiles  # type: ignore[return-value]


def readings_of(values: list[dict[str, Any]], site: str) -> list[Reading]:
    """Put the values of the archive together to readings again."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    for value in values:
        row = found.setdefault(
            (value["device"], value["boot"], value["seq"]),
            {**value, "tenant": HERE, "site": site, "values": {}, "doubts": {}},
        )
        if value["value"] is not None:
            row["values"][value["channel"]] = value["value"]
        if value["doubts"]:
            row["doubts"][value["channel"]] = value["doubts"]
    return [msgspec.convert(row, Reading) for row in found.values()]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as err:
        raise Invalid(f"{text} is no time such as 2026-11-24T08:00:00Z") from err
    if moment.tzinfo is None:
        raise Invalid(f"{text} does not say in which zone; end it with Z for UTC")
    return moment
