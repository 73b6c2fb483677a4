"""Reckon exposures: what a worker was exposed to in a shift, from the devices worn at each moment of it.

It is a function of the readings that the archive has, of who wore what as it is known now, and of the rules
in force. When one of these has changed, a new version says why; nothing is replaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.archive import Selection, Stint, Value
from spotter.contracts.exposures import Basis, Reason, ShiftExposure
from spotter.contracts.names import SiteName, Tenant, WorkerName
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Rule
from spotter.domain.exposure.shifts import exposures
from spotter.domain.rules.needs import agents_of
from spotter.domain.rules.tables import ProfileKey
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.query_readings import QueryReadings
from spotter.services.rules_in_force import RulesInForce
from spotter.services.worn_by import worn_by
from spotter.stores.assignments import Assignments
from spotter.stores.exposures import Exposures
from spotter.stores.privacy import biometrics
from spotter.stores.registry import Registry

LONGEST = timedelta(hours=24)
"""The longest shift; a longer one is two."""


class OfShift(NamedTuple):
    """Whose shift, where, from when until when."""

    tenant: Tenant
    site: SiteName
    worker: WorkerName
    start: datetime
    end: datetime


class ReckonExposure(NamedTuple):
    """The use case with the stores that it reads and writes."""

    query: QueryReadings
    assignments: Assignments
    registry: Registry
    rules: RulesInForce
    exposures: Exposures
    clock: Clock

    def __call__(self, shift: OfShift) -> ShiftExposure:
        """Give what counts of a shift, reckoned anew if anything was learned since.

        Raises:
            NotFound: there is no such site.
            Invalid: this is no shift.
            Conflict: another run reckons the same shift; what it finds is as good.
        """
        refuse_no_shift(shift)
        self.registry.site(shift.tenant, shift.site)
        versions = self.exposures.versions(*shift[:4])
        found = self._reckoned(shift, versions)
        if not found.reasons:
            return versions[-1]
        self.exposures.add(found)
        return found

    def _reckoned(self, shift: OfShift, versions: Sequence[ShiftExposure]) -> ShiftExposure:
        worn = self._worn(shift)
        readings = self._readings(shift, worn)
        rules = [rule for rule in self.rules.of(shift.tenant, shift.site).rules if not _is_biometric(rule)]
        basis = Basis(len(readings), _digest(readings), _digest(worn), _digest(rules))
        return ShiftExposure(
            *shift,
            version=len(versions) + 1,
            reasons=_reasons(versions[-1], basis, shift) if versions else ("first",),
            reckoned_at=self.clock(),
            devices=tuple(sorted({stint.device for stint in worn})),
            basis=basis,
            exposures=exposures(
                rules, readings, self._profiles(shift.tenant, readings), start=shift.start, end=shift.end
            ),
        )

    def _worn(self, shift: OfShift) -> tuple[Stint, ...]:
        """Give what the worker wore, no further than the shift goes."""
        found = worn_by(self.assignments, shift.tenant, shift.worker, since=shift.start, until=shift.end)
        return tuple(
            Stint(each.device, max(each.since, shift.start), min(each.until or shift.end, shift.end))
            for each in found
        )

    def _readings(self, shift: OfShift, worn: tuple[Stint, ...]) -> list[Reading]:
        if not worn:
            return []
        told: dict[tuple[str, str, int], Reading] = {}
        for value in self._values(shift, worn):
            name = (value.device, value.boot, value.seq)
            before = told.get(name)
            told[name] = _with(before or _empty(shift, value), value)
        return [told[name] for name in sorted(told)]

    def _values(self, shift: OfShift, worn: tuple[Stint, ...]) -> Iterator[Value]:
        asked = Selection(since=shift.start, until=shift.end, stints=worn)
        while True:
            page = self.query(shift.tenant, shift.site, asked)
            yield from (row for row in page.rows if isinstance(row, Value))
            if page.next is None:
                return
            asked = msgspec.structs.replace(asked, after=page.next)

    def _profiles(self, tenant: Tenant, readings: Sequence[Reading]) -> dict[ProfileKey, Profile]:
        used = {(tenant, each.profile, each.profile_version) for each in readings}
        return {each: self.registry.profile(*each) for each in used}


def refuse_no_shift(shift: OfShift) -> None:
    """Check that a shift can be one, or raise Invalid."""
    if shift.start.second or shift.start.microsecond:
        raise Invalid("a shift begins on a whole minute", field="start")
    if not shift.start < shift.end:
        raise Invalid("a shift ends after it starts", field="end")
    if shift.end - shift.start > LONGEST:
        hours = LONGEST / timedelta(hours=1)
        raise Invalid(f"a shift lasts at most {hours:g} hours; a longer one is two", field="end")


def _reasons(last: ShiftExposure, basis: Basis, shift: OfShift) -> tuple[Reason, ...]:
    """Say what has changed; other readings of other devices are no late data."""
    reasons: list[Reason] = []
    if last.end != shift.end:
        reasons.append("shift changed")
    if last.basis.worn != basis.worn and not reasons:
        reasons.append("assignments corrected")
    if last.basis.measured != basis.measured and not reasons:
        reasons.append("late data")
    if last.basis.rules != basis.rules:
        reasons.append("rules changed")
    return tuple(reasons)


def _is_biometric(rule: Rule) -> bool:
    """Tell whether a rule is about a body rather than about what it was exposed to."""
    known = biometrics()
    return any(hazard in known.hazards or unit in known.units for hazard, unit in agents_of(rule))


def _empty(shift: OfShift, value: Value) -> Reading:
    return Reading(
        shift.tenant,
        shift.site,
        value.device,
        value.profile,  # type: ignore[arg-type]
        value.profile_version,
        value.boot,
        value.seq,
        value.at,
        value.arrived,
        {},
    )


def _with(reading: Reading, value: Value) -> Reading:
    if value.value is None:
        return reading
    values = reading.values | {value.channel: value.value}
    doubts = reading.doubts | ({value.channel: value.doubts} if value.doubts else {})
    return msgspec.structs.replace(reading, values=values, doubts=doubts)


def _digest(things: Sequence[msgspec.Struct]) -> str:
    return hashlib.sha256(msgspec.json.encode(things, order="deterministic")).hexdigest()[:32]
