"""functions/devices: profiles with codecs and units."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.web import a_devices_platform, with_a_site

CO = {"type": "number", "unit": "ppm", "hazard": "co", "nulls": "skip", "interval_s": 5.0, "warm_up_s": 30.0}


@pytest.fixture
def operator() -> TestClient:
    return with_a_site(a_devices_platform())


def test_a_profile_says_its_codec_and_what_its_channels_are_trusted_by(operator: TestClient) -> None:
    codec = {"name": "binary", "size": 2, "fields": {"co": {"offset": 0, "type": "u16", "scale": 0.1}}}

    made = operator.put("/v1/profiles/bare", json={"channels": {"co": CO}, "codec": codec}).json()

    assert made["codec"] == codec
    assert {name: made["channels"]["co"][name] for name in CO} == CO
    assert made["conversions"]["co"]["%"] == {"factor": 10_000.0, "offset": 0.0}
    assert operator.get("/v1/profiles/bare").json() == made


@pytest.mark.parametrize(
    "body",
    [
        {"DataType": "String", "co": "Decimal"},
        {"channels": {"DataType": "string", "co": {"type": "number"}}},
        {"channels": {"DataType": "String", "co": "Double"}},
    ],
)
def test_a_profile_may_be_said_in_short(operator: TestClient, body: dict[str, Any]) -> None:
    made = operator.put("/v1/profiles/short", json=body).json()

    assert {name: channel["type"] for name, channel in made["channels"].items()} == {
        "DataType": "string",
        "co": "number",
    }


@pytest.mark.parametrize("body", [{"co": "Decimals"}, {"co": 7}, {}, [], "co", {"channels": {"co": "x"}}])
def test_what_is_no_type_is_refused(operator: TestClient, body: object) -> None:
    assert operator.put("/v1/profiles/short", json=body).status_code in {400, 422}


def test_another_codec_makes_another_version(operator: TestClient) -> None:
    bodies: list[dict[str, Any]] = [
        {"channels": {"co": CO}},
        {"channels": {"co": CO}, "codec": {"name": "csv", "delimiter": ";"}},
        {"channels": {"co": CO}, "codec": {"name": "csv", "delimiter": ";"}},
    ]

    assert [operator.put("/v1/profiles/bare", json=body).json()["version"] for body in bodies] == [1, 2, 2]


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ({"name": "morse"}, "morse"),
        ({"name": "csv", "delimiter": "x"}, "delimiter"),
        ({"name": "binary", "size": 2, "fields": {"co": {"offset": 0, "type": "u12"}}}, "type"),
        ({"name": "binary", "size": 1, "fields": {"co": {"offset": 0, "type": "u16"}}}, "codec field co"),
    ],
)
def test_a_codec_that_cannot_be_is_refused_with_its_field(
    operator: TestClient, codec: dict[str, Any], said: str
) -> None:
    answer = operator.put("/v1/profiles/bare", json={"channels": {"co": CO}, "codec": codec})

    assert answer.status_code == 400
    assert said in answer.json()["detail"]
