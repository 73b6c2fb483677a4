"""Which state of a device may follow which, and what its first words change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import msgspec
import pytest

from builders.alarm_path import a_device
from spotter.contracts.devices import Device, DeviceState, SensorChecks
from spotter.domain.lifecycle import AFTER, deleted, ended, is_gone, moved, retired, spoken
from spotter.errors import WrongState

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OLD, NEW = "c" * 64, "d" * 64


def rotating() -> Device:
    return msgspec.structs.replace(
        a_device(), principal=NEW, also_principals=(OLD,), overlap_until=NOW + timedelta(days=1)
    )


@pytest.mark.parametrize(("before", "after"), [*product(DeviceState, DeviceState)])
def test_a_state_follows_only_where_the_table_says_so(before: DeviceState, after: DeviceState) -> None:
    device = a_device(state=before)

    if before is after or after in AFTER[before]:
        assert moved(device, after).state is after
    else:
        with pytest.raises(WrongState, match=f"is {before}"):
            moved(device, after)


def test_every_life_can_end_and_nothing_comes_back_from_its_end() -> None:
    for state in set(DeviceState) - {DeviceState.RETIRED, DeviceState.DELETED}:
        assert DeviceState.RETIRED in AFTER[state]
    assert AFTER[DeviceState.RETIRED] == {DeviceState.DELETED}
    assert AFTER[DeviceState.DELETED] == set()


def test_a_new_device_is_active_once_it_has_spoken() -> None:
    assert spoken(a_device(state=DeviceState.NEW), None).state is DeviceState.ACTIVE


@pytest.mark.parametrize("state", [DeviceState.ACTIVE, DeviceState.SUSPECT])
def test_speaking_changes_nothing_else(state: DeviceState) -> None:
    device = a_device(state=state)

    assert spoken(device, OLD) is device


def test_both_certificates_are_good_until_the_new_one_was_used() -> None:
    device = rotating()

    assert device.is_sender(OLD, NOW)
    assert device.is_sender(NEW, NOW)
    assert spoken(device, OLD) is device
    assert spoken(device, None) is device
    after = spoken(device, NEW)
    assert after.is_sender(NEW, NOW)
    assert not after.is_sender(OLD, NOW)
    assert after.ending_principals == (OLD,)


def test_the_old_certificate_is_good_no_longer_than_the_overlap() -> None:
    device = rotating()

    assert device.is_sender(OLD, NOW + timedelta(days=1))
    assert not device.is_sender(OLD, NOW + timedelta(days=1, seconds=1))
    assert device.is_sender(NEW, NOW + timedelta(days=1, seconds=1))


def test_ending_a_rotation_twice_is_ending_it_once() -> None:
    assert ended(ended(rotating())) == ended(rotating())


def test_a_retired_device_has_every_certificate_to_be_revoked() -> None:
    gone = retired(rotating(), at=NOW)

    assert is_gone(gone)
    assert (gone.retired_at, gone.also_principals, gone.ending_principals) == (NOW, (), (OLD,))
    assert retired(gone, at=NOW + timedelta(days=1)) is gone


def test_of_a_deleted_device_its_name_and_dates_stay() -> None:
    device = msgspec.structs.replace(
        a_device(), tags=("zone-a",), groups=("shift-1",), checks={"ch4": SensorChecks()}, token_digest="f"
    )

    tomb = deleted(retired(device, at=NOW))

    assert (tomb.name, tomb.registered_at, tomb.retired_at) == (device.name, device.registered_at, NOW)
    assert (tomb.tags, tomb.groups, tomb.checks, tomb.token_digest) == ((), (), {}, "")


def test_what_is_in_use_cannot_be_deleted() -> None:
    with pytest.raises(WrongState, match="retire it first"):
        deleted(a_device())
