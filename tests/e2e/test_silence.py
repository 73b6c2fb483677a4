"""Silence is an alarm, on the running stack."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from callers import Cloud, Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
SILENT_AFTER_S, WITHIN_S, SLACK_S = 8, 10, 20


def a_phone() -> str:
    return f"+8210{uuid.uuid4().int % 10**8:08d}"


def alarms(platform: Platform, site: str) -> list[dict[str, Any]]:
    return list(platform.call("GET", f"/v1/sites/{site}/alarms").body["alarms"])


def a_rule(**fields: object) -> dict[str, object]:
    return {"title": "Own rule", "alarm_class": "high", "source": "a test", **fields}


def choose(platform: Platform, site: str, *rules: dict[str, object]) -> None:
    body = {"packs": ["instrument-defaults"], "rules": rules}
    answer = platform.call("PUT", f"/v1/sites/{site}/rules", body)
    assert answer.status == 200, answer.body


def test_silence_of_a_channel_reaches_a_phone(platform: Platform, aws: Callable[[str], Any]) -> None:
    phone = a_phone()
    site = platform.a_site(phone)
    quiet = {"name": "ch4-quiet", "hazard": "ch4", "unit": "%", "after_s": SILENT_AFTER_S}
    choose(platform, site, a_rule(kind="staleness", **quiet))
    device = platform.a_device(site, platform.a_profile(GAS))
    assert platform.publish(device, a_message(1, {"ch4": 0.1}))
    where = f"/v1/devices/{device.name}"
    eventually(lambda: platform.call("GET", where).body["state"] == "active", "its first word")

    Cloud(aws).wake("WatchSilence", watch_s=20)

    patience_s = SILENT_AFTER_S + WITHIN_S + SLACK_S
    (text,) = eventually(lambda: platform.texts(phone), "an SMS", patience_s=patience_s)
    (alarm,) = alarms(platform, site)
    waited = datetime.fromisoformat(alarm["paged_at"]) - datetime.fromisoformat(alarm["cause"]["at"])
    print(f"paged {waited.total_seconds():.1f} s after the last word")  # noqa: T201 - evidence of a run
    assert device.name in text
    assert (alarm["rule"], alarm["active"]) == ("silent", True)
