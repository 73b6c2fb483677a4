"""The archive on memory: raw objects as ingest writes them, compacted and asked; and what an oracle says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.parquet.rows import ParquetRows
from spotter.contracts.archive import Manifest, Selection
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.readings import Doubt, Reading, Scalar
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.ports.links import Links
from spotter.ports.objects import Objects
from spotter.ports.records import Records
from spotter.services.compact_readings import Compacted, CompactReadings
from spotter.services.query_readings import QueryReadings
from spotter.services.reckon_exposure import ReckonExposure
from spotter.services.rules_in_force import RulesInForce
from spotter.services.settle_trust import SettleTrust
from spotter.services.verify_archive import VerifyArchive
from spotter.stores.assignments import Assignments
from spotter.stores.days import Days
from spotter.stores.exposures import Exposures
from spotter.stores.lake import Archive
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails

TENANT, SITE, PROFILE = Tenant("acme"), SiteName("pit"), ProfileName("gas")
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
DAY = "2026-11-24"
ROWS = ParquetRows(threads=1)
"""One for all tests: its files are named by their content."""


def at(seconds: float) -> datetime:
    """A moment of the day."""
    return MIDNIGHT + timedelta(seconds=seconds)


def a_reading(
    seq: int,
    values: dict[str, Scalar],
    *,
    device: str = "helmet-7",
    boot: str = "b1",
    measured: float | None = None,
    arrived: float | None = None,
    doubts: dict[str, tuple[Doubt, ...]] | None = None,
) -> Reading:
    """A reading that was measured at its number in seconds and arrived a second later."""
    moment = float(seq) if measured is None else measured
    return Reading(
        tenant=TENANT,
        site=SITE,
        device=DeviceName(device),
        profile=PROFILE,
        profile_version=1,
        boot=boot,
        seq=seq,
        at=at(moment),
        arrived=at(moment + 1 if arrived is None else arrived),
        values=values,
        doubts=doubts or {},
    )


class Platform(NamedTuple):
    """The archive with its use cases."""

    objects: Objects
    links: Links
    archive: Archive
    days: Days
    compact: CompactReadings
    query: QueryReadings
    verify: VerifyArchive
    registry: Registry
    trails: Trails

    def arrive(self, *batches: Iterable[Reading]) -> None:
        """Archive batches as ingest does; a batch is named by what is in it."""
        for batch in batches:
            readings = list(batch)
            name = hashlib.sha256(msgspec.json.encode(readings)).hexdigest()[:32]
            self.archive.keep(readings, batch=name)

    def compacted(self) -> Compacted:
        """Compact everything that is there."""
        return self.compact(sweep=True)

    def manifest(self, day: str = DAY) -> Manifest:
        """Give the current manifest of a day."""
        stored = self.days.manifest(TENANT, SITE, day)
        assert stored is not None
        return stored.document

    def files(self, day: str = DAY) -> list[bytes]:
        """Give the bytes of a day's files."""
        return [self.days.file(file) for file in self.manifest(day).files]


def an_archive(
    *,
    objects: Objects | None = None,
    records: Records | None = None,
    now: datetime | None = None,
    most_objects: int = 20_000,
) -> Platform:
    """Put an archive together, at noon of the next day."""
    memory = MemoryObjects()
    lake = objects or memory
    raw, days = RawReadings(lake), Days(lake, records or MemoryRecords())
    registry, trails = Registry(MemoryRecords()), Trails(MemoryRecords())
    clock = now or at(36 * 3600)
    trust = SettleTrust(registry=registry, trails=trails, days=days, clock=lambda: clock)
    return Platform(
        lake,
        memory,
        Archive(lake),
        days,
        CompactReadings(
            raw=raw, days=days, rows=ROWS, trust=trust, clock=lambda: clock, most_objects=most_objects
        ),
        QueryReadings(raw=raw, days=days, rows=ROWS),
        VerifyArchive(raw=raw, days=days, rows=ROWS, registry=registry),
        registry,
        trails,
    )


def a_reckoning(query: QueryReadings, registry: Registry, assignments: Assignments) -> ReckonExposure:
    """Reckon exposures by the American packs, at noon of the next day."""
    sets, clock = RuleSets(MemoryRecords()), lambda: at(36 * 3600)
    choice = RuleChoice(packs=("osha", "niosh"))
    sets.put(RuleSet(TENANT, SITE, 1, choice, "a test", at(0)), expected=None, new=True)
    return ReckonExposure(
        query, assignments, registry, RulesInForce(sets, clock), Exposures(MemoryRecords()), clock
    )


def everything(**asked: object) -> Selection:
    """Ask for two days, or as `asked` says."""
    return msgspec.structs.replace(Selection(since=at(-86_400), until=at(2 * 86_400)), **asked)


Answered = tuple[str, str, datetime, str, str, int]


def expected(readings: Sequence[Reading], wanted: Selection) -> list[Answered]:
    """Say what counts, by brute force: the earliest of a name, then the earliest of a moment."""
    first: dict[str, Reading] = {}
    for reading in sorted(
        readings, key=lambda each: (each.arrived, msgspec.json.encode(each, order="deterministic"))
    ):
        first.setdefault(reading.id, reading)
    found: dict[tuple[str, str, datetime], Answered] = {}
    for reading in sorted(first.values(), key=lambda each: (each.arrived, each.boot, each.seq)):
        for channel, value in reading.values.items():
            place = (reading.device, channel, reading.at)
            found.setdefault(place, (*place, repr(value), reading.boot, reading.seq))
    return [row for _, row in sorted(found.items()) if _is_wanted(row, wanted)]


def _is_wanted(row: Answered, wanted: Selection) -> bool:
    device, channel, moment, *_ = row
    return (
        wanted.since <= moment < wanted.until
        and (wanted.devices is None or device in wanted.devices)
        and (wanted.channels is None or channel in wanted.channels)
    )
