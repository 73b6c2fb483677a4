from __future__ import annotations

import uuid
from typing import Any

import pytest

from callers import Platform, a_message, eventually

pytestmark = pytest.mark.e2e

POSITION: dict[str, dict[str, Any]] = {
    "lat": {"type": "number", "unit": "deg", "minimum": -90, "maximum": 90, "hazard": "latitude"},
    "lon": {"type": "number", "unit": "deg", "minimum": -180, "maximum": 180, "hazard": "longitude"},
    "acc": {"type": "number", "unit": "m", "minimum": 0, "maximum": 1000, "hazard": "accuracy"},
}
SHAFT = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [127.0, 37.5]},
    "properties": {
        "title": "Shaft 2",
        "kind": "exclusion",
        "accuracy_m": 5,
        "radius_m": 20,
        "alarm_class": "life-safety",
    },
}


def test_whoever_walks_into_an_exclusion_zone_pages_the_supervisor(platform: Platform) -> None:
    phone = f"+8210{uuid.uuid4().int % 10**8:08d}"
    site = platform.a_site(phone)
    device = platform.a_device(site, platform.a_profile(POSITION))
    drawn = platform.call("PUT", f"/v1/sites/{site}/zones/shaft-2", SHAFT)

    platform.publish(device, a_message(1, {"lat": 37.6, "lon": 127.0, "acc": 5.0}))
    platform.publish(device, a_message(2, {"lat": 37.5, "lon": 127.0, "acc": 5.0}))

    assert drawn.status == 200, drawn.body
    assert "Shaft 2" in eventually(lambda: platform.texts(phone), "an SMS")[0]
    alarms = platform.call("GET", f"/v1/sites/{site}/alarms").body["alarms"]
    assert [(each["rule"], each["subject"]) for each in alarms] == [("zone-shaft-2", device.name)]
