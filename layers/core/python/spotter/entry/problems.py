"""Errors over HTTP: one mapping from our errors to RFC 9457 problem documents.

What the caller did is explained with its facts. What broke on our side is not: the caller gets a sentence and
the name of the request, and the log line of that request has the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from spotter.contracts.http.models import Fault, Problem
from spotter.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Oversized,
    Refused,
    SpotterError,
    Unauthorized,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
TEXT_TYPES = ["application/json", MEDIA_TYPE, "text/html"]
"""What the functions answer with, all of it text: Mangum need not put it in base64."""

FAILURE = "spotter.failure"
"""Where the ASGI scope keeps the error that was answered, for the log line."""

_STATUS: dict[type[SpotterError], int] = {
    Invalid: 400,
    Oversized: 413,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    Unavailable: 503,
}
_HEADERS: dict[int, dict[str, str]] = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}
_BROKEN = "something went wrong on our side; the name of the request finds it in the logs"
_TRY_AGAIN = "a part of the platform is not answering now; try again"
SERVER_SIDE = 500
_MOST_FAULTS = 20


def status_of(error: Exception) -> int:
    """Give the HTTP status of an error: that of the nearest class that has one, else 500."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), SERVER_SIDE)


def code_of(error: Exception) -> str:
    """Give the stable code of an error, for programs and log lines."""
    return error.code if isinstance(error, SpotterError) else type(error).__name__


def problem_of(error: Exception, *, request: str | None = None) -> Problem:
    """Describe an error to the caller."""
    status = status_of(error)
    if not isinstance(error, SpotterError) or status >= SERVER_SIDE:
        code = error.code if isinstance(error, Unavailable) else "internal"
        return _problem(status, code, _TRY_AGAIN if code == Unavailable.code else _BROKEN, request)
    facts = {name: _plain(fact) for name, fact in error.facts.items()}
    return _problem(status, error.code, error.sentence, request, facts=facts)


def answer(error: Exception, scope: Mapping[str, Any]) -> Response:
    """Answer a request with the problem that an error is."""
    return _response(problem_of(error, request=request_name(scope)))


def request_name(scope: Mapping[str, Any]) -> str | None:
    """Give the name under which API Gateway and the function's log know this request."""
    context = scope.get("aws.event", {}).get("requestContext", {})
    name = context.get("requestId")
    return name if isinstance(name, str) else None


async def _on_error(request: Request, error: SpotterError) -> Response:
    request.scope[FAILURE] = error
    return answer(error, request.scope)


async def _on_invalid(request: Request, error: RequestValidationError) -> Response:
    request.scope[FAILURE] = error
    faults = tuple(
        Fault(field=".".join(map(str, each["loc"])), reason=str(each["msg"]))
        for each in error.errors()[:_MOST_FAULTS]
    )
    detail = "; ".join(f"{fault.field}: {fault.reason}" for fault in faults)
    return _response(_problem(400, Invalid.code, detail, request_name(request.scope), faults=faults))


async def _on_http(request: Request, error: HTTPException) -> Response:
    request.scope[FAILURE] = error
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    detail = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND:
        code, detail = "unknown_route", f"there is nothing at {request.url.path[:200]}"
    problem = _problem(error.status_code, code, detail, request_name(request.scope))
    return _response(problem, headers=error.headers)


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    SpotterError: _on_error,
    RequestValidationError: _on_invalid,
    HTTPException: _on_http,
}
"""For FastAPI; what none of them takes is answered by `entry/web/answering.py`."""


def _problem(
    status: int,
    code: str,
    detail: str,
    request: str | None,
    *,
    facts: dict[str, Any] | None = None,
    faults: tuple[Fault, ...] = (),
) -> Problem:
    return Problem(
        type=f"urn:spotter:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        request=request,
        facts=facts or {},
        faults=faults,
    )


def _response(problem: Problem, *, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        problem.model_dump_json(exclude_defaults=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={**_HEADERS.get(problem.status, {}), **(headers or {})},
    )


def _plain(fact: object) -> object:
    if isinstance(fact, list | tuple | set | frozenset):
        return [_plain(each) for each in fact]
    return fact if isinstance(fact, str | int | float | bool | None) else str(fact)
