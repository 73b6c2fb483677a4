"""The life of a device on the stack: over MQTT with real certificates, and with IAM enforced."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from callers import Device, Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
Aws = Callable[[str], Any]


@pytest.fixture
def device(platform: Platform) -> Device:
    return platform.a_device(platform.a_site(), platform.a_profile(GAS))


def lines(platform: Platform, aws: Aws, prefix: str) -> list[dict[str, Any]]:
    s3, bucket = aws("s3"), platform.stack.outputs["LakeBucket"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    packed = [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys if key.endswith(".gz")]
    return [json.loads(line) for content in packed for line in gzip.decompress(content).splitlines()]


def has_accepted(platform: Platform, aws: Aws, device: Device, seq: int) -> Callable[[], bool]:
    return lambda: any(
        (line["device"], line["seq"]) == (device.name, seq) for line in lines(platform, aws, "readings/")
    )


def was_refused(platform: Platform, aws: Aws, device: Device, reason: str) -> Callable[[], bool]:
    return lambda: any(
        (line["thing"], line["reason"]) == (device.thing, reason)
        for line in lines(platform, aws, "quarantine/")
    )


def act(platform: Platform, device: Device, action: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = platform.call("POST", f"/v1/devices/{device.name}/{action}", body)
    assert answer.status in {200, 201}, answer.body
    return answer.body


def state(platform: Platform, device: Device) -> str:
    return str(platform.call("GET", f"/v1/devices/{device.name}").body["state"])


def test_readings_with_either_certificate_are_accepted_until_the_new_one_has_spoken(
    platform: Platform, aws: Aws, device: Device, tmp_path: Path
) -> None:
    made = act(platform, device, "rotate", {"overlap": "PT1H"})
    certificate, key = tmp_path / "new.pem", tmp_path / "new.key"
    certificate.write_text(made["certificate_pem"])
    key.write_text(made["private_key"])
    renewed = device._replace(certificate=certificate, key=key)

    for seq, sender in ((1, device), (2, renewed)):
        assert platform.publish(sender, a_message(seq, {"ch4": 0.1}))
        eventually(has_accepted(platform, aws, device, seq), "an archived reading")

    def ended() -> bool:
        return platform.call("GET", f"/v1/devices/{device.name}").body["overlap_until"] is None

    eventually(ended, "the end of the rotation")
    platform.publish(device, a_message(3, {"ch4": 0.1}))
    eventually(was_refused(platform, aws, device, "wrong_principal"), "a refusal")


def test_a_device_is_active_once_it_has_spoken_and_silent_in_quarantine(
    platform: Platform, aws: Aws, device: Device
) -> None:
    assert state(platform, device) == "new"
    platform.publish(device, a_message(1, {"ch4": 0.1}))
    eventually(lambda: state(platform, device) == "active", "the first accepted reading")

    act(platform, device, "quarantine", {"because": "odd"})
    platform.publish(device, a_message(2, {"ch4": 0.1}))
    eventually(was_refused(platform, aws, device, "quarantined_device"), "a refusal")
    act(platform, device, "release", {})
    platform.publish(device, a_message(3, {"ch4": 0.1}))

    eventually(has_accepted(platform, aws, device, 3), "an archived reading")


def test_a_device_with_its_own_key_connects_and_after_its_deletion_its_name_stays_taken(
    platform: Platform, aws: Aws, tmp_path: Path
) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    csr = request.sign(private, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
    template = platform.a_device(platform.a_site(), platform.a_profile(GAS))
    shown = platform.call("GET", f"/v1/devices/{template.name}").body
    body = {"device": f"{template.name}-b", "site": shown["site"], "profile": shown["profile"], "csr": csr}
    status, made = platform.call("POST", "/v1/devices", body)
    assert (status, made["private_key"]) == (201, None), made
    certificate, key = tmp_path / "own.pem", tmp_path / "own.key"
    certificate.write_text(made["certificate_pem"])
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    own = Device(body["device"], made["thing"], made["token"], certificate, key, made["topics"]["readings"])

    assert platform.publish(own, a_message(1, {"ch4": 0.1}))
    eventually(has_accepted(platform, aws, own, 1), "an archived reading")
    act(platform, own, "retire", {})
    deleted = platform.call("DELETE", f"/v1/devices/{own.name}")

    assert (deleted.status, deleted.body["state"]) == (200, "deleted"), deleted.body
    assert platform.call("POST", "/v1/devices", body).status == 409


def test_who_wore_a_device_is_answered_after_a_correction(platform: Platform, device: Device) -> None:
    act(platform, device, "assignments", {"worker": "kim", "valid_from": "2026-11-20T06:00:00Z"})
    span = {"valid_from": "2026-11-20T07:00:00Z", "valid_until": "2026-11-20T08:00:00Z"}
    act(platform, device, "assignments", {"worker": "lee", **span})

    asked = [
        platform.call("GET", f"/v1/devices/{device.name}/wearer?at=2026-11-20T0{hour}:30:00Z").body["worker"]
        for hour in (6, 7, 8)
    ]

    assert asked == ["kim", "lee", "kim"]


def test_a_list_is_imported_row_by_row(platform: Platform, device: Device) -> None:
    shown = platform.call("GET", f"/v1/devices/{device.name}").body
    place = {"site": shown["site"], "profile": shown["profile"]}
    rows = [
        {"row": 2, "device": f"{device.name}-i", **place},
        {"row": 3, "device": f"{device.name}-j", **place, "site": "nowhere"},
    ]

    first = platform.call("POST", "/v1/devices/import", {"devices": rows})
    again = platform.call("POST", "/v1/devices/import", {"devices": rows})

    assert [row["outcome"] for row in first.body["rows"]] == ["registered", "refused"], first.body
    assert [row["outcome"] for row in again.body["rows"]] == ["unchanged", "refused"]
