from datetime import UTC, datetime, timedelta

from spotter.adapters.memory.objects import MemoryObjects
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.readings import Reading, Refusal, RefusalReason
from spotter.stores.lake import Archive, Quarantine

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TENANT, SITE = Tenant("acme"), SiteName("pit")


def a_reading(seq: int, *, arrived: datetime = NOON, site: SiteName = SITE) -> Reading:
    return Reading(
        tenant=TENANT,
        site=site,
        device=DeviceName("d1"),
        profile=ProfileName("gas"),
        profile_version=1,
        boot="b",
        seq=seq,
        at=arrived,
        arrived=arrived,
        values={"ch4": 0.5, "on": True, "note": "x", "n": 3},
    )


def test_readings_come_back_as_they_were_kept() -> None:
    archive = Archive(MemoryObjects())
    readings = [a_reading(1), a_reading(2)]

    archive.keep(readings, batch="b1")

    assert list(archive.scan(TENANT, SITE, since=NOON, until=NOON)) == readings


def test_keeping_a_batch_twice_doubles_nothing() -> None:
    archive = Archive(MemoryObjects())

    archive.keep([a_reading(1)], batch="b1")
    archive.keep([a_reading(1)], batch="b1")

    assert len(list(archive.scan(TENANT, SITE, since=NOON, until=NOON))) == 1


def test_a_scan_gives_one_site_and_the_hours_asked_for() -> None:
    archive = Archive(MemoryObjects())
    later = NOON + timedelta(hours=3)
    archive.keep(
        [a_reading(1), a_reading(2, arrived=later), a_reading(3, site=SiteName("pit-2"))], batch="b1"
    )

    seen = archive.scan(TENANT, SITE, since=NOON - timedelta(hours=1), until=NOON + timedelta(minutes=59))

    assert [reading.seq for reading in seen] == [1]


def test_a_refusal_keeps_its_reason_and_payload() -> None:
    quarantine = Quarantine(MemoryObjects())
    refusal = Refusal(
        tenant="acme",
        thing="acme_d1",
        reason=RefusalReason.MALFORMED,
        detail="no JSON",
        delivery="m1",
        arrived=NOON,
        payload="e30=",
    )

    quarantine.keep([refusal], batch="b1")

    assert list(quarantine.scan("acme")) == [refusal]
