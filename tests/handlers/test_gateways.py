"""functions/devices: which gateway speaks for which device, over HTTP."""

from __future__ import annotations

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.operators import a_supervisor
from builders.web import A_REGISTRATION, A_SITE, DevicesPlatform, a_devices_platform, with_a_site
from spotter.contracts.gateways import Manifest

DEVICES = "/v1/gateways/gate-1/devices"


@pytest.fixture
def platform() -> DevicesPlatform:
    return a_devices_platform()


@pytest.fixture
def operator(platform: DevicesPlatform) -> TestClient:
    client = with_a_site(platform)
    assert client.put("/v1/sites/south-pit", json=A_SITE).status_code == 200
    for device, site in (("gate-1", "north-pit"), ("helmet-7", "north-pit"), ("helmet-8", "south-pit")):
        body = {**A_REGISTRATION, "device": device, "site": site}
        assert client.post("/v1/devices", json=body).status_code == 201
    return client


def test_a_gateway_is_appointed_once_however_often_it_is_said(operator: TestClient) -> None:
    answers = [operator.post(DEVICES, json={"devices": ["helmet-7"]}) for _ in range(2)]

    assert [answer.json() for answer in answers] == [{"gateways": {"helmet-7": ["gate-1"]}}] * 2


def test_a_gateway_that_no_longer_speaks_is_off_the_list(operator: TestClient) -> None:
    operator.post(DEVICES, json={"devices": ["helmet-7"]})

    answer = operator.post(DEVICES, json={"devices": ["helmet-7"], "speaks": False})

    assert answer.json() == {"gateways": {"helmet-7": []}}


def test_the_manifest_is_all_that_a_gateway_needs(operator: TestClient) -> None:
    operator.post(DEVICES, json={"devices": ["helmet-7"]})

    manifest = msgspec.json.decode(
        operator.get("/v1/gateways/gate-1/manifest").content, type=Manifest, strict=False
    )

    assert [each.name for each in manifest.devices] == ["gate-1", "helmet-7"]
    assert [profile.name for profile in manifest.profiles] == ["gas-helmet"]
    assert manifest.rules.rules


@pytest.mark.parametrize(
    ("devices", "status"), [(["helmet-8"], 400), (["gate-1"], 400), (["nobody"], 404), ([], 400)]
)
def test_who_cannot_be_behind_a_gateway_is_refused(
    operator: TestClient, devices: list[str], status: int
) -> None:
    assert operator.post(DEVICES, json={"devices": devices}).status_code == status


@pytest.mark.usefixtures("operator")
def test_only_an_operator_appoints(platform: DevicesPlatform) -> None:
    supervisor = platform.client(a_supervisor())

    assert supervisor.post(DEVICES, json={"devices": ["helmet-7"]}).status_code == 403
