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
from builders.routes import ROUTES
from builders.web import a_console_platform, a_devices_platform, an_archive_platform
from builders.zones_web import a_zones_platform
from spotter.entry.web.auth import gateway, signed_in

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
