"""A changed profile is tried on what arrived, and readings keep the version that they were decoded by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callers import Platform, a_message, eventually

pytestmark = pytest.mark.e2e

CH4 = {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}


def test_a_profile_that_would_lose_readings_is_refused_until_that_is_accepted(platform: Platform) -> None:
    site, profile = platform.a_site(), platform.a_profile({"ch4": CH4})
    device = platform.a_device(site, profile)
    narrow: dict[str, Any] = {"channels": {"ch4": CH4 | {"maximum": 2.0}}}
    since = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()

    def versions() -> list[tuple[int, float, int]]:
        query = f"since={since.replace('+', '%2B')}&device={device.name}"
        values = platform.call("GET", f"/v1/sites/{site}/readings?{query}").body["values"]
        return [(value["seq"], value["value"], value["profile_version"]) for value in values]

    assert platform.publish_all(device, [a_message(1, {"ch4": 0.5}), a_message(2, {"ch4": 7.5})])
    assert platform.publish(device, a_message(3, {"ch4": 101}))
    eventually(lambda: len(versions()) == 2, "the readings in the archive")

    refused = platform.call("PUT", f"/v1/profiles/{profile}", narrow)
    tried = platform.call("POST", f"/v1/profiles/{profile}/dry-run", narrow).body
    accepted = platform.call("PUT", f"/v1/profiles/{profile}?accept_loss=true", narrow)
    moved = platform.call("POST", f"/v1/profiles/{profile}/move", {"site": site}).body
    assert platform.publish(device, a_message(4, {"ch4": 1.5}))

    assert (refused.status, refused.body["code"]) == (409, "lossy")
    assert (tried["readings"], tried["refused"], tried["quarantined"]) == (2, 1, 1)
    assert (accepted.status, accepted.body["version"]) == (200, 2)
    assert moved["rows"] == [{"device": device.name, "outcome": "moved", "before": 1, "after": 2}]
    eventually(lambda: len(versions()) == 3, "the reading of the new version")
    assert versions() == [(1, 0.5, 1), (2, 7.5, 1), (4, 1.5, 2)]
