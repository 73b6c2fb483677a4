from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callers import Device, Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}


@pytest.fixture
def device(platform: Platform) -> Device:
    return platform.a_device(platform.a_site(), platform.a_profile(GAS))


def lines(aws: Callable[[str], Any], bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
    s3 = aws("s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            content = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
            yield from map(json.loads, gzip.decompress(content).splitlines())


def refused(platform: Platform, aws: Callable[[str], Any], thing: str) -> list[str]:
    found = lines(aws, platform.stack.outputs["LakeBucket"], "quarantine/")
    return [line["reason"] for line in found if line["thing"] == thing]


def accepted(platform: Platform, aws: Callable[[str], Any], device: str) -> list[int]:
    found = lines(aws, platform.stack.outputs["LakeBucket"], "readings/")
    return sorted(line["seq"] for line in found if line["device"] == device)


def test_what_cannot_be_right_is_kept_with_its_reason(
    platform: Platform, aws: Callable[[str], Any], device: Device
) -> None:
    payloads = {
        b"{not json": "malformed",
        b"\xff\xfe": "malformed",
        a_message(1, {"ch4": 101}): "out_of_range",
        a_message(2, {"ch4": "much"}): "wrong_type",
        a_message(3, {"ch4": {"value": 1, "unit": "bar"}}): "wrong_unit",
        a_message(4, {"helium": 1}): "unknown_channel",
        a_message(5, {"ch4": 1}, at=datetime.now(UTC) + timedelta(days=1)): "far_future",
        b'{"v":1,"boot":"b","values":{"ch4":1}}': "missing_field",
    }

    assert platform.publish_all(device, payloads)

    def all_refused() -> list[str]:
        reasons = refused(platform, aws, device.thing)
        return reasons if len(reasons) >= len(payloads) else []

    assert sorted(eventually(all_refused, "a refusal of each")) == sorted(payloads.values())


def test_a_good_reading_beside_a_bad_one_is_accepted(
    platform: Platform, aws: Callable[[str], Any], device: Device
) -> None:
    good, bad, also_good = (
        json.loads(a_message(seq, {"ch4": value})) for seq, value in ((1, 1), (2, -5), (3, 1))
    )

    platform.publish(device, json.dumps({"v": 1, "readings": [good, bad, also_good]}).encode())

    assert eventually(lambda: accepted(platform, aws, device.name), "an archived reading") == [1, 3]
    assert eventually(lambda: refused(platform, aws, device.thing), "a refusal") == ["out_of_range"]


@pytest.mark.parametrize("how", ["another certificate", "no certificate"])
def test_nobody_gets_in_as_a_device_without_its_certificate(
    platform: Platform, aws: Callable[[str], Any], device: Device, how: str
) -> None:
    other = platform.a_device(platform.a_site(), platform.a_profile(GAS))
    anonymous = how == "no certificate"

    platform.publish(device, a_message(1, {"ch4": 1}), certificate_of=other, anonymous=anonymous)
    platform.publish(other, a_message(2, {"ch4": 1}), topic=device.topic)
    platform.publish(device, a_message(3, {"ch4": 1}))

    assert eventually(lambda: accepted(platform, aws, device.name), "an archived reading") == [3]


def test_a_retired_device_can_neither_publish_nor_post(
    platform: Platform, aws: Callable[[str], Any], device: Device
) -> None:
    assert platform.call("POST", f"/v1/devices/{device.name}/retire").status == 200

    platform.publish(device, a_message(1, {"ch4": 1}))
    posted = platform.call(
        "POST", f"/v1/devices/{device.name}/readings", a_message(2, {"ch4": 1}), token=device.token
    )

    assert posted.status == 401
    assert accepted(platform, aws, device.name) == []


@pytest.mark.parametrize(
    ("method", "path", "bearer", "status"),
    [
        ("GET", "/v1/devices", "", 401),
        ("GET", "/v1/devices", "a.b.c", 401),
        ("GET", "/v1/nowhere", None, 404),
        ("GET", "/v1/devices/nobody", None, 404),
    ],
)
def test_a_call_that_cannot_be_answered_is_told_so(
    platform: Platform, method: str, path: str, bearer: str | None, status: int
) -> None:
    answer = platform.call(method, path, token=bearer)

    assert answer.status == status
    assert "Traceback" not in str(answer.body)


def test_an_oversized_batch_is_refused_at_the_door(platform: Platform, device: Device) -> None:
    answer = platform.call(
        "POST", f"/v1/devices/{device.name}/readings", b'{"x":"' + b"a" * 140_000 + b'"}', token=device.token
    )

    assert answer.status == 413
