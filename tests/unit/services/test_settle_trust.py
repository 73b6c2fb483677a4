"""Settled trust in the archive: what its rows say of how far a value is believed, and why."""

from __future__ import annotations

import msgspec
import pytest

from builders.archive import DAY, PROFILE, SITE, TENANT, Platform, a_reading, an_archive, at, everything
from spotter.contracts.archive import Value
from spotter.contracts.devices import Device, DeviceState, SensorChecks
from spotter.contracts.names import DeviceName, ThingName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Doubt, Reading, Trust
from spotter.contracts.trails import Trail, milliseconds

HEAD = Channel(
    ChannelType.NUMBER,
    unit="%LEL",
    minimum=0,
    maximum=100,
    hazard="lel",
    warm_up_s=600.0,
    calibration_days=180.0,
)
HELMET = DeviceName("helmet-7")
NOW = at(4 * 86_400)
NEXT, FAR = "2026-11-25", "2026-11-26"
FRESH = SensorChecks(calibrated_at=at(-86_400))


@pytest.fixture
def platform() -> Platform:
    made = an_archive(now=NOW)
    made.registry.add_profile(Profile(TENANT, PROFILE, 1, {"lel": HEAD}))
    made.registry.put_device(
        Device(
            tenant=TENANT,
            name=HELMET,
            site=SITE,
            profile=PROFILE,
            profile_version=1,
            state=DeviceState.ACTIVE,
            thing=ThingName("acme_helmet-7"),
            principal="abc",
            token_digest="",
            registered_at=at(0),
            checks={"lel": FRESH},
        ),
        expected=None,
    )
    return made


def change(platform: Platform, **said: object) -> None:
    stored = platform.registry.device(TENANT, HELMET)
    changed = msgspec.structs.replace(stored.document, **said)
    platform.registry.put_device(changed, expected=stored.version)


def lel(seq: int, value: float, *, hours: float) -> Reading:
    return a_reading(seq, {"lel": value}, measured=hours * 3600)


def graded(platform: Platform, **asked: object) -> list[tuple[int, Trust, tuple[Doubt, ...]]]:
    rows = platform.query(TENANT, SITE, everything(until=NOW, **asked)).rows
    return [(row.seq, row.trust, row.doubts) for row in rows if isinstance(row, Value)]


WARM = (0, Trust.BAD, (Doubt.WARMING_UP,))
OVER = (Trust.BAD, (Doubt.OVER_RANGE,))
GOOD = (Trust.GOOD, ())


def test_rows_carry_the_settled_trust_whatever_ingest_thought(platform: Platform) -> None:
    doubted = a_reading(1, {"lel": 1.0}, measured=3600, doubts={"lel": (Doubt.STUCK,)})
    platform.arrive([lel(0, 0.0, hours=0), doubted])
    platform.compacted()

    assert graded(platform) == [WARM, (1, *GOOD)]


def test_a_head_that_was_over_its_range_is_doubted_on_the_next_days_until_it_was_checked(
    platform: Platform,
) -> None:
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 100.0, hours=20)], [lel(2, 0.0, hours=30)])
    platform.arrive([lel(3, 0.0, hours=50)])
    platform.compacted()
    assert graded(platform)[1:] == [(1, *OVER), (2, *OVER), (3, *OVER)]

    done_at = at(49 * 3600)
    change(platform, checks={"lel": SensorChecks(calibrated_at=done_at, acknowledged_at=done_at)})
    platform.arrive([lel(4, 0.0, hours=51)])
    platform.compacted()

    assert graded(platform)[1:] == [(1, *OVER), (2, *OVER), (3, *GOOD), (4, *GOOD)]


def test_over_range_that_arrives_late_makes_the_days_after_it_anew(platform: Platform) -> None:
    platform.arrive([lel(0, 0.0, hours=0)], [lel(2, 0.0, hours=30)], [lel(3, 0.0, hours=50)])
    platform.compacted()
    assert graded(platform)[1:] == [(2, *GOOD), (3, *GOOD)]

    platform.arrive([lel(1, 100.0, hours=20)])
    platform.compacted()

    assert graded(platform)[1:] == [(1, *OVER), (2, *OVER), (3, *OVER)]
    assert all(platform.verify(TENANT, SITE, day).holds for day in (DAY, NEXT, FAR))


def test_a_latch_is_carried_over_a_day_without_readings(platform: Platform) -> None:
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 100.0, hours=20)], [lel(3, 0.0, hours=50)])
    platform.arrive([a_reading(9, {"lel": 0.0}, device="helmet-8", measured=30 * 3600)])
    platform.compacted()

    assert graded(platform, devices=("helmet-7",))[2] == (3, *OVER)


def test_over_range_that_was_refused_is_known_all_the_same(platform: Platform) -> None:
    trail = Trail(over={"lel": milliseconds(at(7200))}, overs={"lel": [milliseconds(at(7200))]})
    platform.trails.put((TENANT, HELMET), trail, expected=None)
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 0.0, hours=1), lel(2, 0.0, hours=3)])
    platform.compacted()

    assert graded(platform)[1:] == [(1, *GOOD), (2, *OVER)]


def test_over_range_that_is_refused_after_its_day_was_made_makes_it_due_again(platform: Platform) -> None:
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 0.0, hours=3)], [lel(2, 0.0, hours=30)])
    platform.compacted()
    assert graded(platform)[1:] == [(1, *GOOD), (2, *GOOD)]
    told = milliseconds(at(7200))
    platform.trails.put((TENANT, HELMET), Trail(over={"lel": told}, overs={"lel": [told]}), expected=None)

    assert platform.compact().days == 0
    assert platform.compacted().objects == 0
    assert graded(platform)[1:] == [(1, *OVER), (2, *OVER)]
    assert platform.compacted().days == 0
    assert all(platform.verify(TENANT, SITE, day).holds for day in (DAY, NEXT))


def test_a_boot_that_goes_on_past_midnight_is_not_warming_up_again(platform: Platform) -> None:
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 0.0, hours=23.99), lel(2, 0.0, hours=24.01)])
    platform.compacted()

    assert graded(platform) == [WARM, (1, *GOOD), (2, *GOOD)]


def test_a_check_made_later_changes_no_day_that_was_over(platform: Platform) -> None:
    overdue = (Doubt.CALIBRATION_OVERDUE,)
    change(platform, checks={"lel": SensorChecks(calibrated_at=at(-200 * 86_400))})
    platform.arrive([lel(1, 0.0, hours=0), lel(2, 0.0, hours=2)])
    platform.compacted()

    change(platform, checks={"lel": SensorChecks(calibrated_at=at(3 * 86_400))}, state=DeviceState.SUSPECT)
    platform.arrive([lel(3, 0.0, hours=3)])
    platform.compacted()

    assert graded(platform)[1:] == [(2, Trust.SUSPECT, overdue), (3, Trust.SUSPECT, overdue)]
    assert platform.verify(TENANT, SITE, DAY).holds


def test_the_trust_of_a_day_is_proven_by_what_the_day_keeps(platform: Platform) -> None:
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 100.0, hours=2)])
    platform.compacted()
    change(platform, checks={}, state=DeviceState.SUSPECT)

    proven = platform.verify(TENANT, SITE, DAY)

    assert proven.holds
    assert not proven._replace(trust="0" * 64).holds


def test_values_are_found_by_their_settled_trust(platform: Platform) -> None:
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 1.0, hours=2), lel(2, 100.0, hours=4)])
    platform.compacted()

    assert [seq for seq, *_ in graded(platform, trusts=(Trust.GOOD,))] == [1]
    assert [seq for seq, *_ in graded(platform, trusts=(Trust.BAD,))] == [0, 2]


def test_the_state_of_a_device_counts_while_its_day_lasts(platform: Platform) -> None:
    today = (Doubt.DEVICE_SUSPECT,)
    change(platform, state=DeviceState.SUSPECT)
    platform.arrive([lel(0, 0.0, hours=0), lel(1, 0.0, hours=1)])
    platform.compacted()

    assert graded(platform)[1:] == [(1, Trust.SUSPECT, today)]
