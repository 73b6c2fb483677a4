"""Whose readings of the past are: of which worker and of which zones, for rules that are tried on them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from spotter.cli.client import Platform
from spotter.contracts.assignments import Assignment
from spotter.contracts.names import Subject, subject_of
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Rule, Scope
from spotter.domain.assignments import wearer
from spotter.domain.rules.episodes import Subjects, by_device, scope_of
from spotter.domain.zones.stays import installed_in

HERE = "here"
"""The tenant of readings on this machine: answers do not repeat it."""


def subjects_then(api: Platform, rules: Iterable[Rule], readings: Iterable[Reading]) -> Subjects:
    """Look up what has to be known to tell whose readings are; nothing where no rule asks.

    Where a device was that moves about is not kept, so only what is installed in a zone counts there.

    Raises:
        Forbidden: a rule asks for workers, and whoever calls may not see who wore what.
    """
    scopes = {scope_of(rule) for rule in rules}
    devices = sorted({reading.device for reading in readings}) if scopes & {"worker", "zone"} else []
    histories = {each: _history(api, each) for each in devices} if "worker" in scopes else {}
    zones = {each: _zones(api, each) for each in devices} if "zone" in scopes else {}

    def subjects(scope: Scope, reading: Reading) -> tuple[Subject, ...]:
        match scope:
            case "worker":
                worker = wearer(histories.get(reading.device, ()), reading.device, reading.at)
                return () if worker is None else (subject_of("worker", worker),)
            case "zone":
                return zones.get(reading.device, ())
            case _:
                return by_device(scope, reading)

    return subjects


def _history(api: Platform, device: str) -> tuple[Assignment, ...]:
    said = api.get("devices", device, "assignments")["assignments"]
    return tuple(msgspec.convert({**each, "tenant": HERE}, Assignment) for each in said)


def _zones(api: Platform, device: str) -> tuple[Subject, ...]:
    return installed_in(api.get("devices", device)["tags"])
