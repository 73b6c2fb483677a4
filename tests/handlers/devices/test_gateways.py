"""functions/devices: which gateway speaks for which device, over HTTP."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.gateways import carried_models_in
from builders.learning import a_card
from builders.operators import a_supervisor
from builders.web import A_REGISTRATION, A_SITE, NOW, DevicesPlatform, with_a_site
from spotter.contracts.catalogue import Triple
from spotter.contracts.gateways import CarriedModels, Manifest, Update
from spotter.contracts.learning import Candidate, Champion
from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant

DEVICES = "/v1/gateways/gate-1/devices"
UPDATES = "/v1/gateways/gate-1/updates"
TENANT, MODEL_NAME = Tenant("acme"), ModelName("release")
MODEL = carried_models_in()


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
    operator.request("PATCH", "/v1/devices/helmet-7", json={"tags": ["zone-shaft-2"]})

    manifest = msgspec.json.decode(
        operator.get("/v1/gateways/gate-1/manifest").content, type=Manifest, strict=False
    )

    assert [each.name for each in manifest.devices] == ["gate-1", "helmet-7"]
    assert [each.zones for each in manifest.devices] == [(), ("zone~shaft-2",)]
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


def test_the_manifest_holds_the_rules_that_the_site_has_chosen(operator: TestClient) -> None:
    packs = {"packs": ["instrument-defaults", "osha"]}
    assert operator.put("/v1/sites/north-pit/rules", json=packs).status_code == 200

    manifest = operator.get("/v1/gateways/gate-1/manifest").json()
    in_force = operator.get("/v1/sites/north-pit/rules").json()["in_force"]

    assert manifest["rules"]["name"] == "instrument-defaults+osha"
    assert {rule["name"] for rule in manifest["rules"]["rules"]} == set(in_force)


def test_an_update_is_ordered_with_a_link_and_the_digest_of_what_lies_there(
    operator: TestClient, platform: DevicesPlatform
) -> None:
    ordered = operator.post(f"{UPDATES}/model", content=MODEL)

    document = msgspec.json.decode(platform.rollouts.document(ordered.json()["job"]), type=Update)
    assert ordered.status_code == 202
    assert (document.sha256, document.size) == (hashlib.sha256(MODEL).hexdigest(), len(MODEL))
    assert f"updates/acme/model/{document.sha256}" in document.url


def test_an_order_said_twice_is_one_order_whose_state_is_told(operator: TestClient) -> None:
    first, again = (operator.post(f"{UPDATES}/model", content=MODEL).json() for _ in range(2))

    state = operator.get(f"{UPDATES}/{first['job']}").json()

    assert first == again
    assert state == {"job": first["job"], "status": "QUEUED", "reason": ""}


def test_a_manifest_without_content_is_what_the_platform_knows(operator: TestClient) -> None:
    known = operator.get("/v1/gateways/gate-1/manifest").json()

    ordered = operator.post(f"{UPDATES}/manifest").json()

    content = msgspec.json.encode(msgspec.convert(known, type=Manifest, strict=False))
    assert ordered["sha256"] == hashlib.sha256(content).hexdigest()


def test_models_without_content_are_those_that_are_live_for_the_devices_behind_it(
    operator: TestClient, platform: DevicesPlatform
) -> None:
    text, models = "a model", platform.parts.deploy.models
    card = a_card(text)
    key = platform.parts.deploy.texts.keep(TENANT, MODEL_NAME, "v1", text, card)
    pit, helmet = SiteName("north-pit"), ProfileName("gas-helmet")
    models.add_candidate(Candidate(TENANT, MODEL_NAME, "v1", "d1", pit, helmet, key, card))
    models.move_champion(Champion(TENANT, MODEL_NAME, "v1", pit, helmet, NOW), expected=None)

    ordered = operator.post(f"{UPDATES}/model").json()

    content = platform.lake.get(f"updates/acme/model/{ordered['sha256']}")
    carried = msgspec.json.decode(content, type=CarriedModels)
    assert [(each.model, each.version, each.text) for each in carried.models] == [(MODEL_NAME, "v1", text)]
    known = platform.parts.deploy.models.catalogue
    update = known.entry(TENANT, f"run/gate-1/{ordered['job']}")
    carried_by = known.entry(TENANT, f"model/carried-by-gateways/{ordered['sha256'][:16]}")
    assert Triple("parent", carried_by.id) in update.triples
    assert Triple("parent", f"model/{MODEL_NAME}/v1") in carried_by.triples


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        (f"{UPDATES}/firmware", MODEL, 400),
        (f"{UPDATES}/model", b"tree\nend of trees\n", 400),
        (f"{UPDATES}/manifest", MODEL, 400),
        (f"{UPDATES}/model", b"", 400),
        (f"{UPDATES}/model", b"x" * (4 * 1024 * 1024 + 1), 413),
        ("/v1/gateways/nobody/updates/model", MODEL, 404),
    ],
)
def test_what_no_gateway_can_install_is_not_ordered(
    operator: TestClient, path: str, content: bytes, status: int
) -> None:
    assert operator.post(path, content=content).status_code == status


@pytest.mark.usefixtures("operator")
def test_only_an_operator_orders_updates(platform: DevicesPlatform) -> None:
    assert platform.client(a_supervisor()).post(f"{UPDATES}/model", content=MODEL).status_code == 403
