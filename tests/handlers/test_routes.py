"""The routes of the HTTP functions: known by name, documented, and none of them open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from builders.catalogue_web import a_catalogue_platform
from builders.datasets_web import a_datasets_platform
from builders.web import a_console_platform, a_devices_platform, an_archive_platform
from builders.zones_web import a_zones_platform
from spotter.entry.web.auth import gateway, signed_in

ROUTES = {
    "devices": {
        "DELETE /v1/allowed/{serial}",
        "GET /v1/allowed",
        "GET /v1/claims",
        "POST /v1/allowed/import",
        "POST /v1/claims",
        "POST /v1/claims/{claim}/revoke",
        "GET /v1/devices",
        "DELETE /v1/devices/{device}",
        "GET /v1/devices/{device}",
        "GET /v1/devices/{device}/account",
        "GET /v1/devices/{device}/gaps",
        "GET /v1/devices/{device}/assignments",
        "GET /v1/devices/{device}/wearer",
        "GET /v1/gateways/{device}/manifest",
        "GET /v1/gateways/{device}/updates/{job}",
        "POST /v1/gateways/{device}/updates/{kind}",
        "GET /v1/profiles",
        "GET /v1/profiles/{profile}",
        "POST /v1/profiles/{profile}/dry-run",
        "POST /v1/profiles/{profile}/move",
        "GET /v1/sites",
        "GET /v1/sites/{site}",
        "GET /v1/workers",
        "DELETE /v1/workers/{worker}",
        "GET /v1/workers/{worker}",
        "PUT /v1/workers/{worker}",
        "GET /v1/workers/{worker}/devices",
        "PATCH /v1/devices/{device}",
        "GET /v1/sites/{site}/rules",
        "PUT /v1/sites/{site}/rules",
        "POST /v1/sites/{site}/rules/approve",
        "POST /v1/devices",
        "POST /v1/devices/import",
        "POST /v1/devices/{device}/assignments",
        "POST /v1/devices/{device}/checks",
        "POST /v1/devices/{device}/quarantine",
        "POST /v1/devices/{device}/readings",
        "POST /v1/devices/{device}/release",
        "POST /v1/devices/{device}/retire",
        "POST /v1/devices/{device}/rotate",
        "POST /v1/devices/{device}/suspect",
        "POST /v1/devices/{device}/token",
        "POST /v1/gateways/{device}/devices",
        "PUT /v1/profiles/{profile}",
        "PUT /v1/sites/{site}",
    },
    "archive": {
        "GET /v1/sites/{site}/days/{day}/episodes",
        "GET /v1/sites/{site}/days/{day}/verification",
        "GET /v1/sites/{site}/models/{model}/suggestions",
        "GET /v1/sites/{site}/exposures",
        "GET /v1/sites/{site}/readings",
        "GET /v1/sites/{site}/workers/{worker}/exposures/{shift}",
        "PUT /v1/sites/{site}/workers/{worker}/exposures/{shift}",
    },
    "datasets": {
        "GET /v1/datasets",
        "GET /v1/datasets/{dataset}",
        "GET /v1/datasets/{dataset}/extractions/{extraction}",
        "GET /v1/datasets/{dataset}/plan",
        "GET /v1/datasets/{dataset}/versions/{version}",
        "GET /v1/datasets/{dataset}/versions/{version}/difference",
        "GET /v1/datasets/{dataset}/versions/{version}/parts",
        "GET /v1/datasets/{dataset}/versions/{version}/rows",
        "POST /v1/datasets/{dataset}/extractions",
        "POST /v1/datasets/{dataset}/rollback",
        "POST /v1/datasets/{dataset}/uploads",
        "POST /v1/datasets/{dataset}/uploads/{upload}/accept",
        "POST /v1/datasets/{dataset}/uploads/{upload}/complete",
        "POST /v1/datasets/{dataset}/uploads/{upload}/preview",
        "POST /v1/datasets/{dataset}/versions/{version}/delete",
        "PUT /v1/datasets/{dataset}",
    },
    "zones": {
        "DELETE /v1/sites/{site}/zones/{zone}",
        "GET /v1/sites/{site}/alarms/{alarm}/neighbours",
        "GET /v1/sites/{site}/headcount",
        "GET /v1/sites/{site}/zones",
        "GET /v1/sites/{site}/zones/{zone}",
        "GET /v1/sites/{site}/zones/{zone}/occupants",
        "PUT /v1/sites/{site}/zones/{zone}",
    },
    "catalogue": {
        "GET /v1/features",
        "PUT /v1/features/{name}",
        "GET /v1/features/{name}",
        "GET /v1/features/{name}/devices/{device}",
        "GET /v1/features/{name}/audit",
        "GET /v1/catalogue/things",
        "GET /v1/catalogue/things/{kind}/{name}/{version}",
        "PATCH /v1/catalogue/things/{kind}/{name}/{version}",
        "POST /v1/catalogue/retired/{kind}/{name}/{version}",
        "DELETE /v1/catalogue/retired/{kind}/{name}/{version}",
        "GET /v1/catalogue/policies",
        "PUT /v1/catalogue/policies",
        "GET /v1/catalogue/plan",
    },
    "console": {
        "GET /v1/users",
        "POST /v1/users",
        "GET /v1/users/{user}",
        "PUT /v1/users/{user}/roles",
        "POST /v1/users/{user}/close",
        "POST /v1/users/{user}/reopen",
        "GET /a/{token}",
        "GET /v1/contacts",
        "GET /v1/contacts/{contact}",
        "GET /v1/sites/{site}/on-call",
        "GET /v1/sites/{site}/readiness",
        "GET /v1/sites/{site}/rota",
        "GET /v1/sites/{site}/heartbeat",
        "PUT /v1/sites/{site}/heartbeat",
        "POST /a/{token}",
        "POST /v1/contacts/{contact}/test",
        "PUT /v1/contacts/{contact}",
        "PUT /v1/sites/{site}/mode",
        "PUT /v1/sites/{site}/rota",
        "GET /v1/models",
        "GET /v1/recipe-steps",
        "GET /v1/recipes",
        "GET /v1/recipes/{recipe}",
        "PUT /v1/recipes/{recipe}",
        "GET /v1/models/{model}",
        "GET /v1/models/{model}/card",
        "GET /v1/models/{model}/evidence",
        "GET /v1/models/{model}/files",
        "GET /v1/models/{model}/mlflow",
        "GET /v1/models/{model}/page",
        "GET /v1/studies",
        "GET /v1/studies/{study}",
        "GET /v1/studies/{study}/trials",
        "GET /v1/models/{model}/trainings/{training}",
        "GET /v1/sites/{site}/alarm-groups/{group}",
        "GET /v1/sites/{site}/alarm-metrics",
        "GET /v1/sites/{site}/alarms",
        "GET /v1/sites/{site}/alarms/{alarm}",
        "POST /v1/models/{model}/recommendations",
        "POST /v1/models/{model}/trainings",
        "GET /v1/sites/{site}/alarms/{alarm}/ledger",
        "GET /v1/sites/{site}/anchors",
        "POST /v1/sites/{site}/alarms/{alarm}/acknowledge",
        "POST /v1/sites/{site}/alarms/{alarm}/approve",
        "POST /v1/sites/{site}/alarms/{alarm}/comment",
        "POST /v1/sites/{site}/alarms/{alarm}/confirm",
        "POST /v1/sites/{site}/alarms/{alarm}/out-of-service",
        "POST /v1/sites/{site}/alarms/{alarm}/resume",
        "POST /v1/sites/{site}/alarms/{alarm}/shelve",
        "POST /v1/sites/{site}/alarms/{alarm}/suppress",
        "POST /v1/sites/{site}/anchors",
        "POST /v1/sites/{site}/alarms/{alarm}/clear",
        "PUT /v1/sites/{site}/labels/{label}",
        "POST /v1/sites/{site}/annotations",
        "GET /v1/sites/{site}/labels/{label}",
        "GET /v1/sites/{site}/labels/{label}/agreement",
        "POST /v1/sites/{site}/labels/{label}/adjudication",
        "POST /v1/sites/{site}/labels/{label}/from-alarms",
    },
}
FOR_GATEWAYS = "POST /v1/devices/{device}/readings"
LINKS = {"GET /a/{token}", "POST /a/{token}"}
PLATFORMS: dict[str, Callable[[], Any]] = {
    "archive": an_archive_platform,
    "catalogue": a_catalogue_platform,
    "console": a_console_platform,
    "datasets": a_datasets_platform,
    "devices": a_devices_platform,
    "zones": a_zones_platform,
}


@pytest.fixture(params=sorted(ROUTES))
def function(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def app(function: str) -> Any:  # noqa: ANN401 - each platform is of a type of its own
    return PLATFORMS[function]().app


def guards(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from guards(each)


def guarded(app: FastAPI) -> dict[str, set[object]]:
    found: dict[str, set[object]] = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        assert isinstance(route, APIRoute)
        for method in route.methods or ():
            found[f"{method} {route.path}"] = {*guards(route.dependant)} & {signed_in, gateway}
    return found


def operations(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_there_are_exactly_these_routes(app: FastAPI, function: str) -> None:
    assert set(guarded(app)) == {name for name, _ in operations(app)} == ROUTES[function]


def test_every_route_asks_who_is_calling(app: FastAPI) -> None:
    for route, asked in guarded(app).items():
        public: set[object] = set()
        expected = public if route in LINKS else {gateway} if route == FOR_GATEWAYS else {signed_in}
        assert asked == expected, route


def test_every_route_is_documented_with_its_guard_its_answer_and_its_problems(app: FastAPI) -> None:
    for route, operation in operations(app):
        guard = "gateway" if route == FOR_GATEWAYS else "operator"
        assert operation.get("security") == (None if route in LINKS else [{guard: []}]), route
        assert operation["description"].endswith("."), route
        assert "application/problem+json" in operation["responses"]["default"]["content"], route
        assert set(operation["responses"]) <= {"200", "201", "202", "default"}, route


def test_every_operation_has_a_name_of_its_own(app: FastAPI) -> None:
    names = [operation["operationId"] for _, operation in operations(app)]

    assert len(set(names)) == len(names)


def test_no_route_serves_documents_that_cost_a_cold_start(app: FastAPI) -> None:
    assert app.openapi_url is None
