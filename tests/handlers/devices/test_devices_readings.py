"""functions/devices: the batches of gateways."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.web import (
    A_MESSAGE,
    A_REGISTRATION,
    DevicesPlatform,
    post_readings,
)
from spotter.contracts.readings import Delivery

PROBLEM = "application/problem+json"


def test_a_batch_goes_on_the_readings_queue_as_it_is(
    identity: dict[str, Any], platform: DevicesPlatform
) -> None:
    answer = post_readings(platform.client(), identity["token"], A_MESSAGE)

    [queued] = platform.readings.drain()
    delivery = msgspec.json.decode(queued, type=Delivery)
    assert answer.status_code == 202
    assert answer.json()["delivery"] == "m0"  # the name of the queue's message, which refusals carry
    assert base64.b64decode(delivery.body) == A_MESSAGE
    assert (delivery.thing, delivery.principal) == ("acme_helmet-7", identity["principal"])
    assert (delivery.via, delivery.lane) == ("http", "readings")
    assert delivery.arrived == 1795510800000


def test_a_wrong_unit_is_for_ingest_to_judge(identity: dict[str, Any], platform: DevicesPlatform) -> None:
    wrong = b'{"boot": "b7", "seq": 1, "values": {"ch4": {"value": 12000, "unit": "ppm"}}}'

    assert post_readings(platform.client(), identity["token"], wrong).status_code == 202
    assert len(platform.readings.drain()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"  \n", 400),
        (b'{"v": 1', 400),
        (b"not json", 400),
        (b'{"v": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b"42", 400),
        (b'{"v": "' + b"x" * 128 * 1024 + b'"}', 413),
    ],
    ids=["empty", "blank", "cut off", "no json", "no utf-8", "too deep", "a number", "too large"],
)
def test_a_body_that_cannot_be_right_is_refused_at_once(
    identity: dict[str, Any], platform: DevicesPlatform, body: bytes, status: int
) -> None:
    answer = post_readings(platform.client(), identity["token"], body)

    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert platform.readings.drain() == []


def test_a_batch_of_exactly_128_kib_is_taken(identity: dict[str, Any], platform: DevicesPlatform) -> None:
    body = A_MESSAGE.ljust(128 * 1024)

    assert post_readings(platform.client(), identity["token"], body).status_code == 202


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"boot,seq,at,ch4[%]\nb1,1,2026-11-24T08:59:00Z,0.1\n", "text/csv; charset=utf-8", 202),
        (b"boot,seq,at,ch4[%]\nb1,1,2026-11-24T08:59:00Z,0.1\n", None, 202),
        (b"boot,seq,at,ch4[furlong]\nb1,1,2026-11-24T08:59:00Z,0.1\n", "text/csv", 202),
        (A_MESSAGE, "application/json", 400),
        (b"\xff\x00", "text/csv", 400),
        (b"", "text/csv", 400),
    ],
    ids=["with parameters", "unsaid", "for ingest to judge", "another type", "rubbish", "empty"],
)
def test_a_device_posts_in_the_codec_of_its_profile_and_says_so(
    operator: TestClient, platform: DevicesPlatform, body: bytes, content_type: str | None, status: int
) -> None:
    channels = {"ch4": {"type": "number", "unit": "%"}}
    operator.put("/v1/profiles/logger", json={"channels": channels, "codec": {"name": "csv"}})
    registration = {**A_REGISTRATION, "device": "logger-1", "profile": "logger"}
    token = operator.post("/v1/devices", json=registration).json()["token"]
    headers = {"authorization": f"Bearer {token}"} | ({"content-type": content_type} if content_type else {})

    answer = platform.client().post("/v1/devices/logger-1/readings", content=body, headers=headers)

    assert answer.status_code == status, answer.text
    assert len(platform.readings.drain()) == (status == 202)


def test_no_batch_gets_in_without_the_token_of_that_device(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    operator.post("/v1/devices", json={**A_REGISTRATION, "device": "helmet-8"})
    gateway = platform.client()

    refused = [
        post_readings(gateway, None, A_MESSAGE),
        post_readings(gateway, "", A_MESSAGE),
        post_readings(gateway, "spd_acme_helmet-7_", A_MESSAGE),
        post_readings(gateway, identity["token"][:-1] + "e", A_MESSAGE),
        post_readings(gateway, identity["token"], A_MESSAGE, device="helmet-8"),
        post_readings(gateway, identity["token"].replace("helmet-7", "helmet-8"), A_MESSAGE),
        post_readings(gateway, identity["token"].replace("acme", "other"), A_MESSAGE),
        post_readings(gateway, "spd_acme_nobody_" + "0" * 64, A_MESSAGE, device="nobody"),
        post_readings(operator, None, A_MESSAGE),
    ]

    assert {answer.status_code for answer in refused} == {401}
    assert {answer.headers["www-authenticate"] for answer in refused} == {"Bearer"}
    assert platform.readings.drain() == []


def test_an_operators_token_opens_no_gateway_route_and_a_gateways_token_no_other(
    identity: dict[str, Any], platform: DevicesPlatform
) -> None:
    headers = {"authorization": f"Bearer {identity['token']}"}

    assert platform.client().get("/v1/devices", headers=headers).status_code == 401
