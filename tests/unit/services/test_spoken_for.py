from __future__ import annotations

import msgspec
import pytest

from builders.alarm_path import (
    DEVICE,
    NOON,
    SITE,
    TENANT,
    AlarmPath,
    a_body,
    a_device,
    an_alarm_path,
    an_item,
)
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.devices import DeviceState
from spotter.contracts.names import DeviceName
from spotter.contracts.readings import RefusalReason

GATE, HELMET = DeviceName("gate-1"), DeviceName("helmet-7")


def a_site_with_a_gateway(*, state: DeviceState = DeviceState.ACTIVE) -> AlarmPath:
    path = an_alarm_path()
    helmet = msgspec.structs.replace(a_device(HELMET, state=state), principal="d" * 64, gateways=(GATE,))
    for device in (a_device(GATE), helmet):
        path.registry.put_device(device, expected=None)
    return path


def of(device: object, value: float = 0.2, seq: int = 1) -> dict[str, object]:
    return {**an_item({"ch4": value}, seq=seq), "device": device}


def test_a_gateway_sends_readings_of_the_devices_behind_it_in_one_message() -> None:
    path = a_site_with_a_gateway()

    path.ingest({"m1": a_body({"readings": [of(HELMET), of(GATE), an_item({"ch4": 0.1})]}, device=GATE)})

    kept = [reading.device for reading in path.archive.scan(TENANT, SITE, since=NOON, until=NOON)]
    assert sorted(kept) == [GATE, GATE, HELMET]


def test_danger_at_a_device_behind_a_gateway_is_told_in_that_devices_name() -> None:
    path = a_site_with_a_gateway()

    path.ingest({"m1": a_body({"readings": [of(HELMET, 1.2)]}, device=GATE)})

    active = [signal for signal in path.signals() if isinstance(signal, ConditionActive)]
    assert {str(signal.subject) for signal in active} == {HELMET}


@pytest.mark.parametrize(
    ("claimed", "reason"),
    [
        ("nobody", RefusalReason.UNKNOWN_DEVICE),
        (DEVICE, RefusalReason.WRONG_PRINCIPAL),
        (7, RefusalReason.WRONG_TYPE),
    ],
)
def test_a_gateway_speaks_for_nobody_who_did_not_appoint_it(claimed: object, reason: RefusalReason) -> None:
    path = a_site_with_a_gateway()

    path.ingest({"m1": a_body({"readings": [of(claimed, 1.2), of(HELMET)]}, device=GATE)})

    refusals = list(path.quarantine.scan(TENANT))
    assert [(each.reason, each.position, each.thing) for each in refusals] == [
        (reason, 0, f"{TENANT}_{GATE}")
    ]
    assert [reading.device for reading in path.archive.scan(TENANT, SITE, since=NOON, until=NOON)] == [HELMET]
    assert path.signals() == []


def test_a_retired_device_is_not_heard_through_a_gateway_either() -> None:
    path = a_site_with_a_gateway(state=DeviceState.RETIRED)

    path.ingest({"m1": a_body({"readings": [of(HELMET)]}, device=GATE)})

    assert [each.reason for each in path.quarantine.scan(TENANT)] == [RefusalReason.RETIRED_DEVICE]


def test_a_bad_reading_of_a_device_behind_a_gateway_is_counted_as_that_devices() -> None:
    path = a_site_with_a_gateway()

    path.ingest({"m1": a_body({"readings": [of(HELMET, 101)]}, device=GATE)})

    assert [each.thing for each in path.quarantine.scan(TENANT)] == [f"{TENANT}_{HELMET}"]
