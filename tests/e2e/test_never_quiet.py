"""Alarms that never go quiet, on the running stack: silence, silences of people, floods."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from callers import Cloud, Platform, a_message, eventually
from infra.local.people import add_operator
from infra.local.places import Endpoints
from spotter.adapters.aws.records import DynamoRecords
from spotter.contracts.names import Tenant
from spotter.domain.governor import group_name, slot_of
from spotter.stores.groups import Groups, governor_norms

pytestmark = pytest.mark.e2e

SOS = {"sos": {"type": "boolean", "hazard": "sos"}}
GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
SILENT_AFTER_S, WITHIN_S, SLACK_S = 8, 10, 20
BAD_AIR = {
    "so2": 3.0,
    "no2": 4.0,
    "nh3": 30.0,
    "cl2": 0.7,
    "hcn": 7.0,
    "ph3": 0.4,
    "no": 30.0,
    "co": 50.0,
    "h2s": 12.0,
    "ch4": 1.2,
    "co2": 0.7,
}
"""Each between the low and the high set-point of the instrument defaults, so grave and not life safety."""


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


def test_silence_becomes_an_sms_within_ten_seconds_of_its_timeout(
    platform: Platform, aws: Callable[[str], Any]
) -> None:
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


def test_danger_beneath_a_silence_of_two_people_pages_nobody_until_one_ends_it(
    platform: Platform, stack: Endpoints, aws: Callable[[str], Any]
) -> None:
    phone, second = a_phone(), a_second_token(stack, aws)
    site = platform.a_site(phone)
    device = platform.a_device(site, platform.a_profile(SOS))
    platform.publish(device, a_message(1, {"sos": True}))
    eventually(lambda: platform.texts(phone), "the first page")
    path = f"/v1/sites/{site}/alarms/{alarms(platform, site)[0]['id']}"
    platform.call("POST", f"{path}/acknowledge", {"reason": "test"})
    platform.publish(device, a_message(2, {"sos": False}))
    eventually(lambda: platform.call("POST", f"{path}/clear", {}).status == 200, "its end")
    told = set(platform.texts(phone))

    shelved = platform.call("POST", f"{path}/shelve", {"seconds": 600, "note": "hot work"})
    alone = platform.call("POST", f"{path}/approve", {})
    approved = platform.call("POST", f"{path}/approve", {}, token=second)
    platform.publish(device, a_message(3, {"sos": True}))
    eventually(lambda: platform.call("GET", path).body["alarm"]["occurrence"] == 2, "danger beneath it")
    beneath = set(platform.texts(phone))
    resumed = platform.call("POST", f"{path}/resume", {"kind": "shelved"}, token=second)

    eventually(lambda: set(platform.texts(phone)) - told, "a page")
    assert [each.status for each in (shelved, alone, approved, resumed)] == [200, 403, 200, 200]
    assert beneath == told


def a_second_token(stack: Endpoints, aws: Callable[[str], Any]) -> str:
    """The id token of a second person."""
    name, pool = f"second-{uuid.uuid4().hex[:8]}", stack.outputs["UserPoolId"]
    password = add_operator(endpoint_url=stack.endpoint_url, pool=pool, name=name, tenant=stack.tenant)
    answer = aws("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=stack.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["IdToken"])


def test_a_flood_becomes_one_notice_whose_alarms_are_all_listed(
    platform: Platform, aws: Callable[[str], Any]
) -> None:
    phone, norms, cloud = a_phone(), governor_norms(), Cloud(aws)
    site, at_once = platform.a_site(phone), norms.most - norms.reserved
    units = {"ch4": "%", "co2": "%"}
    channels = {gas: {"type": "number", "unit": units.get(gas, "ppm"), "hazard": gas} for gas in BAD_AIR}
    device, grouped = platform.a_device(site, platform.a_profile(channels)), len(BAD_AIR) - at_once
    begins = slot_of(datetime.now(UTC), norms)

    platform.publish(device, a_message(1, BAD_AIR))
    eventually(lambda: len(listed(platform, site, begins)) == grouped, "what is grouped")
    eventually(lambda: len(platform.texts(phone)) == at_once, "what is not")
    move_back(Groups(DynamoRecords(aws("dynamodb"), cloud.table("Alarms"))), platform.stack.tenant, begins)
    cloud.wake("TellGroups")

    notices = eventually(lambda: [each for each in platform.texts(phone) if "GROUPED" in each], "a notice")
    listing = listed(platform, site, begins - 2 * norms.group_s)
    assert f"GROUPED: {grouped} alarms" in notices[0]
    assert {each["alarm"] for each in listing} < {each["id"] for each in alarms(platform, site)}


def listed(platform: Platform, site: str, begins: int) -> list[dict[str, Any]]:
    """What the group of a slot of time, and of the one after it, lists over HTTP."""
    slots = (begins, begins + governor_norms().group_s)
    answers = [platform.call("GET", f"/v1/sites/{site}/alarm-groups/{group_name(slot)}") for slot in slots]
    return [item for answer in answers if answer.status == 200 for item in answer.body["alarms"]]


def move_back(groups: Groups, tenant: str, begins: int) -> None:
    """Let the groups of a slot of time, and of the one after it, be two slots older than they are."""
    slot_s = governor_norms().group_s
    for slot in (begins, begins + slot_s):
        for stored in groups.of_slot(Tenant(tenant), slot):
            older = msgspec.structs.replace(stored.document, slot=slot - 2 * slot_s)
            for item in groups.items(stored.document):
                groups.add(older, item)
            groups.put(older, expected=None)
