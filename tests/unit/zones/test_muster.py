"""Head-count: only a fresh fix inside a muster zone is safety."""

from __future__ import annotations

from datetime import timedelta

from builders.zones import KIM, LEE, NOON, SITE, TENANT, a_fix, a_zone
from spotter.contracts.fixes import Fix
from spotter.contracts.muster import Head, Standing
from spotter.contracts.names import DeviceName, WorkerName
from spotter.contracts.zones import Zone, ZoneKind
from spotter.domain.zones.muster import Sighting, head_count

YARD = a_zone("yard", kind=ZoneKind.MUSTER, title="The yard")
NOW = NOON + timedelta(minutes=5)


def counted(*sightings: Sighting, zones: tuple[Zone, ...] = (YARD,)) -> tuple[Head, ...]:
    count = head_count(
        zones, sightings, tenant=TENANT, site=SITE, since=NOON, now=NOW, machine=lambda *_: None
    )
    assert count.mustered + count.not_mustered + count.unknown == len(sightings)
    return count.heads


def seen(worker: WorkerName, *fixes: Fix, heard_s: float | None = None) -> Sighting:
    heard = None if heard_s is None else NOON + timedelta(seconds=heard_s)
    return Sighting(worker, (DeviceName("helmet-7"),), fixes, heard)


def test_whoever_stands_in_a_muster_zone_is_mustered() -> None:
    (head,) = counted(seen(KIM, a_fix(0, at=290)))

    assert (head.standing, head.zone, head.seen_s) == (Standing.MUSTERED, "yard", 10.0)


def test_whoever_stands_elsewhere_is_not() -> None:
    (head,) = counted(seen(KIM, a_fix(500, at=290)))

    assert head.standing is Standing.NOT_MUSTERED


def test_who_mustered_before_the_evacuation_began_may_have_gone_again() -> None:
    (head,) = counted(seen(KIM, a_fix(0, at=-1)))

    assert (head.standing, head.why) == (Standing.UNKNOWN, "not located since the evacuation began")


def test_an_old_fix_in_the_muster_zone_is_no_safety() -> None:
    (head,) = counted(seen(KIM, a_fix(0, at=120)))

    assert (head.standing, head.why) == (Standing.UNKNOWN, "last located 3 min ago")


def test_a_heart_rate_is_proof_of_life_and_no_place() -> None:
    (head,) = counted(seen(KIM, heard_s=299))

    assert (head.standing, head.seen_s) == (Standing.UNKNOWN, 1.0)


def test_of_whom_least_is_known_stands_first() -> None:
    heads = counted(
        seen(WorkerName("ann"), a_fix(0, at=299)),
        seen(KIM, a_fix(500, at=299)),
        seen(LEE),
        seen(WorkerName("zoe"), heard_s=100),
    )

    assert [head.worker for head in heads] == ["lee", "zoe", "kim", "ann"]


def test_without_a_muster_zone_nobody_is_mustered() -> None:
    (head,) = counted(seen(KIM, a_fix(0, at=299)), zones=())

    assert head.standing is Standing.NOT_MUSTERED
