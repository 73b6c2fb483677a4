"""A fall after which nothing more is heard reaches a phone."""

from __future__ import annotations

import time
import uuid

import pytest

from callers import Platform, a_message, eventually

pytestmark = pytest.mark.e2e

WORN = {
    name: {"type": "number", "hazard": name, "minimum": 0, "maximum": 100}
    for name in ("impact", "motion", "cancel")
}
TIMEOUT_S = 30
WITHIN_S = 10


def test_a_fall_after_which_the_device_is_dead_is_paged_within_ten_seconds_of_its_timeout(
    platform: Platform,
) -> None:
    phone = f"+8210{uuid.uuid4().int % 10**8:08d}"
    site = platform.a_site(phone)
    chosen = platform.call(
        "PUT", f"/v1/sites/{site}/rules", {"packs": ["instrument-defaults", "lone-worker"]}
    )
    assert chosen.status == 200, chosen.body
    device = platform.a_device(site, platform.a_profile(WORN))

    calm = {"impact": 0, "motion": 1, "cancel": 0}
    assert platform.publish(device, a_message(1, calm))
    assert platform.publish(device, a_message(2, calm | {"impact": 1, "motion": 0}))
    fell_at = time.monotonic()

    (text,) = eventually(lambda: platform.texts(phone), "an SMS", patience_s=TIMEOUT_S + WITHIN_S + 20)
    waited_s = time.monotonic() - fell_at
    print(f"paged {waited_s:.1f} s after the fall")  # noqa: T201 - evidence of a run

    assert "Fall" in text
    assert device.name in text
    alarms = platform.call("GET", f"/v1/sites/{site}/alarms").body["alarms"]
    assert [alarm["rule"] for alarm in alarms] == ["lone-fall"]
