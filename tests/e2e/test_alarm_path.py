from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from paho.mqtt.enums import MQTTProtocolVersion

from callers import Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {
    "ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"},
    "sos": {"type": "boolean", "hazard": "sos"},
}


def a_phone() -> str:
    return f"+8210{uuid.uuid4().int % 10**8:08d}"


def open_alarms(platform: Platform, site: str) -> list[dict[str, object]]:
    return list(platform.call("GET", f"/v1/sites/{site}/alarms").body["alarms"])


@pytest.mark.parametrize("protocol", [MQTTProtocolVersion.MQTTv311, MQTTProtocolVersion.MQTTv5])
def test_gas_above_the_limit_reaches_the_supervisors_phone_once(
    platform: Platform, protocol: MQTTProtocolVersion
) -> None:
    phone = a_phone()
    site = platform.a_site(phone)
    device = platform.a_device(site, platform.a_profile(GAS))

    assert platform.publish(device, a_message(1, {"ch4": 2.5}), protocol=protocol)
    assert platform.publish(device, a_message(2, {"ch4": 2.6}), protocol=protocol)

    texts = eventually(lambda: platform.texts(phone), "an SMS")
    assert device.name in texts[0]
    alarms = open_alarms(platform, site)
    assert {alarm["subject"] for alarm in alarms} == {device.name}
    assert all(alarm["paged"] == [phone] for alarm in alarms if alarm["alarm_class"] == "life-safety")


def test_an_alarm_is_acknowledged_returns_to_normal_and_clears(platform: Platform) -> None:
    site = platform.a_site(a_phone())
    device = platform.a_device(site, platform.a_profile(GAS))
    platform.publish(device, a_message(1, {"ch4": 1.2}))
    alarm = eventually(lambda: open_alarms(platform, site), "an alarm")[0]
    path = f"/v1/sites/{site}/alarms/{alarm['id']}"

    acknowledged = platform.call("POST", f"{path}/acknowledge", {"reason": "true_alarm", "note": "fan on"})
    later = datetime.now(UTC) + timedelta(seconds=1)
    platform.publish(device, a_message(2, {"ch4": 0.2}, at=later))

    assert acknowledged.status == 200, acknowledged.body
    eventually(lambda: not open_alarms(platform, site), "the alarm's end")
    history = platform.call("GET", path).body
    assert history["alarm"]["state"] == "cleared"
    assert history["alarm"]["reason"] == "true_alarm"
    assert [line["after"] for line in history["transitions"]][-1] == "cleared"


def test_a_gateways_batch_over_http_takes_the_same_path(platform: Platform) -> None:
    phone = a_phone()
    site = platform.a_site(phone)
    device = platform.a_device(site, platform.a_profile(GAS))

    answer = platform.call(
        "POST", f"/v1/devices/{device.name}/readings", a_message(1, {"sos": True}), token=device.token
    )

    assert answer.status == 202, answer.body
    assert eventually(lambda: platform.texts(phone), "an SMS")
