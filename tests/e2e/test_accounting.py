"""The accounting law on the local stack: nothing that a device published is lost, doubled or unnamed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callers import Device, Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
WITHHELD = {4, 5, 6, 11}
BEGINS = datetime.now(UTC) - timedelta(seconds=60)


@pytest.fixture
def device(platform: Platform) -> Device:
    return platform.a_device(platform.a_site("+821055550000"), platform.a_profile(GAS))


def test_published_is_accepted_and_quarantined_and_repeated_and_the_gaps_are_what_was_withheld(
    platform: Platform, device: Device
) -> None:
    bulk = [a_batch([0, 1, 2, 3]), a_batch([7, 8, 9, 10]), a_batch([12, 13])]
    assert all(platform.publish(device, each) for each in bulk)
    assert platform.publish(device, a_batch([14, 15]), topic=on_events(device))
    repeated = [(bulk[0], device.topic), (bulk[0], on_events(device)), (a_batch([14]), device.topic)]
    refused = [a_message(16, {"helium": 1}), b"no json", json.dumps({"readings": [1, 2, 3]}).encode()]
    assert all(platform.publish(device, each, topic=topic) for each, topic in repeated)
    assert all(platform.publish(device, each) for each in refused)

    account = whole_account(platform, device, published=12 + 9 + 5)

    assert (account["accepted"], account["duplicates"], account["quarantined"]) == (12, 9, 5)
    gaps = platform.call("GET", f"/v1/devices/{device.name}/gaps").body["gaps"]
    assert {n for gap in gaps for n in range(gap["first"], gap["last"] + 1)} == WITHHELD


def test_over_http_the_account_is_the_same_and_what_is_refused_at_the_door_is_told_the_sender(
    platform: Platform, device: Device
) -> None:
    answers = [
        platform.call("POST", f"/v1/devices/{device.name}/readings", payload, token=device.token).status
        for payload in (a_batch([0, 1]), a_batch([3]), a_batch([3]), b"no json")
    ]

    assert answers == [202, 202, 202, 400]
    account = whole_account(platform, device, published=4)
    assert (account["accepted"], account["duplicates"], account["quarantined"]) == (3, 1, 0)


def on_events(device: Device) -> str:
    """The topic of a device's event lane."""
    return f"spotter/{device.thing}/events"


def a_batch(numbers: list[int]) -> bytes:
    """A batch of readings of one boot, a second apart."""
    items: list[dict[str, Any]] = [
        {"boot": "b1", "seq": n, "at": (BEGINS + timedelta(seconds=n)).isoformat(), "values": {"ch4": 0.1}}
        for n in numbers
    ]
    return json.dumps({"v": 1, "readings": items}).encode()


def whole_account(platform: Platform, device: Device, *, published: int) -> dict[str, Any]:
    """Give the account once everything has arrived."""

    def look() -> dict[str, Any] | None:
        account: dict[str, Any] = platform.call("GET", f"/v1/devices/{device.name}/account").body
        return account if account.get("published") == published else None

    found = eventually(look, f"an account of {published} readings")
    assert found is not None
    return found
