"""A fall after which nothing more is heard reaches a phone."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from callers import Platform, a_message, eventually

pytestmark = pytest.mark.e2e

WORN = {
    name: {"type": "number", "hazard": name, "minimum": 0, "maximum": 100}
    for name in ("impact", "motion", "cancel")
}
TIMEOUT_S = 30
WITHIN_S = 10
FIRST_SWEEP_S = 180
"""A schedule begins to count when the stack is deployed, and says at its end that it has swept."""


def has_swept(dynamodb: Any) -> bool:  # noqa: ANN401 - a client of any SDK version
    """Tell whether the watch over timers has run since the stack was deployed."""
    (table,) = [name for name in dynamodb.list_tables()["TableNames"] if "Trails" in name]
    key = {"pk": {"S": "timer-sweep"}, "sk": {"S": "until"}}
    return "Item" in dynamodb.get_item(TableName=table, Key=key)


def test_a_fall_after_which_the_device_is_dead_is_paged_within_ten_seconds_of_its_timeout(
    platform: Platform, aws: Callable[[str], Any]
) -> None:
    eventually(lambda: has_swept(aws("dynamodb")), "the first sweep", patience_s=FIRST_SWEEP_S)
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
