"""Live scoring gives a wearer's readings the air of his zone, and training sees the same, bit for bit."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

import msgspec

from builders.datasets import rows_of
from builders.learning import PROFILE, SITE, START, TENANT, Workshop, a_reading
from spotter.adapters.parquet.feature_days import ParquetFeatureDays
from spotter.adapters.parquet.rows import ParquetRows
from spotter.contracts.air import AirNote
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.features import Feature, Pairing, Statistic
from spotter.contracts.learning import WindowSpec
from spotter.contracts.names import DeviceName, ProfileName, ZoneName, subject_of, thing_name
from spotter.contracts.readings import Reading
from spotter.contracts.whereabouts import Whereabouts
from spotter.domain.air import noted
from spotter.domain.features import feature_rows, in_order
from spotter.domain.settling import settled
from spotter.ports.feature_days import FeatureDay
from spotter.ports.rows import Piece
from spotter.services.audit_features import AuditFeatures
from spotter.services.fill_air import AirParts, ScoreInAir
from spotter.services.find_subjects import FindSubjects
from spotter.stores.assignments import Assignments
from spotter.stores.whereabouts import LastZones
from spotter.stores.zone_air import ZoneAir

WINDOW = WindowSpec(
    ("g",),
    30.0,
    (Statistic.LAST, Statistic.MEAN),
    (
        Feature("air.ch4", Statistic.MAXIMUM, 30.0),
        Feature("air.ch4", Statistic.SLOPE, 60.0, 5.0),
        Feature("g", Statistic.MEAN, 30.0, 0.0, "air.ch4", Pairing.CORRELATION),
    ),
)
SET = FeatureSet(TENANT, "worker", "A worker in the air", PROFILE, WINDOW, "ada", START, 1, online=True)
BAND, SENSOR = DeviceName("band-1"), DeviceName("gas-1")


def a_device(name: DeviceName, profile: ProfileName, *tags: str) -> Device:
    thing = thing_name(TENANT, name)
    return Device(TENANT, name, SITE, profile, 1, DeviceState.ACTIVE, thing, "", "", START, tags=tags)


class Site:
    """A band that somebody wears, a gas sensor in the shaft, and live scoring in the air."""

    def __init__(self, features: FeatureSet = SET) -> None:
        self.workshop = workshop = Workshop()
        workshop.sets.add(features)
        workshop.registry.put_device(a_device(SENSOR, ProfileName("gas"), "zone-shaft"), expected=None)
        workshop.registry.put_device(a_device(BAND, PROFILE), expected=None)
        self.last = LastZones(workshop.records)
        find = FindSubjects(Assignments(workshop.records), self.last, workshop.clock)
        parts = AirParts(
            workshop.sets,
            workshop.registry,
            find,
            self.last,
            ZoneAir(workshop.records),
            workshop.tails,
            workshop.air,
            workshop.clock,
        )
        self.score = ScoreInAir(workshop.score, parts)

    def stays(self, zone: str, at: datetime) -> None:
        here = Whereabouts(SITE, (ZoneName(zone),), at)
        self.last.note(TENANT, subject_of("device", BAND), here)

    def arrive(self, message: str, *readings: Reading) -> None:
        """Archive and score a message, as ingest and score do."""
        self.workshop.archive.keep(list(readings), batch=message)
        self.score({message: list(readings)})


def gas(seq: int, ch4: float) -> Reading:
    reading = a_reading(seq, device=SENSOR, every_s=5.0, ch4=ch4)
    return msgspec.structs.replace(reading, profile=ProfileName("gas"))


def a_shift(site: Site, *, steps: int = 60) -> list[Reading]:
    """Walk in and out of the shaft while its sensor measures; band and sensor send in pieces."""
    dice = Random(5)  # noqa: S311 - the same shift each time
    worn = []
    for step in range(steps):
        moment = START + timedelta(seconds=5 * step)
        if step % 20 == 0:
            site.stays("shaft" if step % 40 == 0 else "yard", moment)
        site.arrive(f"gas-{step}", gas(step, dice.gauss(1, 0.3)))
        piece = [a_reading(5 * step + s, device=BAND, g=dice.gauss(1, 0.2)) for s in range(5)]
        site.arrive(f"band-{step}", *piece)
        worn += piece
    return worn


def air_of(site: Site) -> dict[str, float]:
    log = site.workshop.air
    keys = log.keys(TENANT, SITE, since=START, until=START + timedelta(hours=1))
    return {note.reading: note.values["air.ch4"] for note in log.read(keys)}


def test_a_wearer_has_the_air_of_the_zone_and_only_while_he_is_in_it() -> None:
    site = Site()
    site.stays("shaft", START)
    site.arrive("gas", gas(0, 1.5))
    site.arrive("in", a_reading(3, device=BAND))
    site.stays("yard", START + timedelta(seconds=10))

    site.arrive("out", a_reading(12, device=BAND))

    assert air_of(site) == {a_reading(3, device=BAND).id: 1.5}


def test_old_air_says_nothing() -> None:
    site = Site()
    site.stays("shaft", START)
    site.arrive("gas", gas(0, 1.5))

    site.arrive("late", a_reading(299, device=BAND), a_reading(301, device=BAND))

    assert list(air_of(site)) == [a_reading(299, device=BAND).id]


def test_where_no_features_look_at_the_air_nothing_is_kept_of_it() -> None:
    site = Site(msgspec.structs.replace(SET, window=WindowSpec(("g",), 30.0)))
    site.stays("shaft", START)

    site.arrive("gas", gas(0, 1.5))
    site.arrive("band", a_reading(3, device=BAND))

    assert air_of(site) == {}
    assert ZoneAir(site.workshop.records).of(TENANT, SITE, [ZoneName("shaft")]) == {}


def test_a_message_that_comes_again_leaves_what_was_written_down_as_it_was() -> None:
    site = Site()
    site.stays("shaft", START)
    site.arrive("gas", gas(0, 1.5))
    site.arrive("band", a_reading(8, device=BAND))
    before = air_of(site)
    site.arrive("gas-2", gas(1, 9.9))

    site.arrive("band", a_reading(8, device=BAND))

    assert air_of(site) == before == {a_reading(8, device=BAND).id: 1.5}


def test_live_archive_and_offline_store_agree_bit_for_bit() -> None:
    site = Site()
    worn = a_shift(site)
    workshop = site.workshop

    online = workshop.latest_values.get(TENANT, SET.id, BAND)
    audit = AuditFeatures(workshop.latest_values, workshop.archive, workshop.air)(TENANT, SET, limit=10)
    offline = offline_rows(site, worn)
    archived = list(feature_rows(in_order(noted(worn, notes(site))), WINDOW))

    assert online is not None
    assert (audit.skewed, audit.missing, audit.values) == ((), (), len(WINDOW.feature_names))
    assert sum(not math.isnan(row[2]) for row in archived) > len(worn) / 3
    assert offline == [tuple(value.hex() for value in row) for row in archived]
    assert offline[-1] == tuple(
        (float("nan") if value is None else value).hex() for value in online.values.values()
    )


def notes(site: Site) -> list[AirNote]:
    log = site.workshop.air
    keys = log.keys(TENANT, SITE, since=START, until=START + timedelta(hours=1))
    return list(log.read(keys))


def offline_rows(site: Site, worn: list[Reading]) -> list[tuple[str, ...]]:
    """Compute the day as the offline store does, as bits."""
    packed = ParquetRows(threads=1).pack(settled(worn).kept)
    midnight = START.replace(hour=0)
    day = FeatureDay(
        SET,
        SITE,
        midnight,
        midnight + timedelta(days=1),
        START + timedelta(days=1),
        [Piece("day", lambda: packed)],
        air=notes(site),
    )
    parts = ParquetFeatureDays(memory="500MB").compute(day).parts
    rows = [row for part in parts for row in rows_of(part.content)]
    return [
        tuple((float("nan") if row[name] is None else row[name]).hex() for name in WINDOW.feature_names)
        for row in rows
    ]
