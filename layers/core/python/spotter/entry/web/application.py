"""An HTTP function: routes, problems, one log line a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from spotter.contracts.http.models import Problem
from spotter.entry.problems import HANDLERS, MEDIA_TYPE
from spotter.entry.web.answering import Answering

_PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": {
        "model": Problem,
        "description": "Why it did not succeed (RFC 9457).",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


def web_app(function: str, compose: Callable[[], object], routers: Sequence[APIRouter]) -> FastAPI:
    """Make the application of a function; `compose` gives its parts and is called when a request needs them.

    The OpenAPI document is not served, which would cost every cold start; `app.openapi()` makes it.
    """
    app = FastAPI(
        title=f"Spotter {function}",
        version="1",
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers=HANDLERS,
        generate_unique_id_function=_operation,
        responses=_PROBLEM,
    )
    app.state.compose = compose
    app.add_middleware(Answering, function=function)
    for router in routers:
        app.include_router(router)
    return app


def _operation(route: APIRoute) -> str:
    return route.name
