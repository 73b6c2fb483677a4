"""HTTP as the functions meet it: through a client in the process, and as events of an HTTP API."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"

Claims = Mapping[str, object]


def load_function(name: str) -> ModuleType:
    """Import functions/<name>/app.py afresh, as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"functions_{name}_app", FUNCTIONS / name / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with an_event_loop():  # which Mangum asks for when it is made
        spec.loader.exec_module(module)
    return module


def provide(app: FastAPI, dependency: Callable[..., object], parts: object) -> None:
    """Let an application work with these parts instead of those its environment names."""

    async def given() -> object:
        return parts

    app.dependency_overrides[dependency] = given


def a_client(app: FastAPI, claims: Claims | None = None) -> TestClient:
    """Make a client whose calls carry the claims of a token that API Gateway has checked."""

    async def behind_gateway(scope: Scope, receive: Receive, send: Send) -> None:
        context: dict[str, object] = {"requestId": "request-1"}
        if claims is not None:
            context["authorizer"] = {"jwt": {"claims": claims, "scopes": []}}
        await app({**scope, "aws.event": {"requestContext": context}}, receive, send)

    return TestClient(behind_gateway)


@contextmanager
def an_event_loop() -> Iterator[None]:
    """Have an event loop as the main thread of a function has one."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
        loop.close()


class Answered(NamedTuple):
    """What a function answered to an event."""

    status: int
    headers: dict[str, str]
    body: str

    def json(self) -> Any:  # noqa: ANN401 - JSON is whatever it is
        return json.loads(self.body)


def an_event(
    method: str,
    path: str,
    *,
    claims: Claims | None = None,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
    query: str = "",
) -> dict[str, Any]:
    """Make the event that an HTTP API hands to its function (payload format 2.0)."""
    context: dict[str, Any] = {
        "accountId": "000000000000",
        "apiId": "a1b2c3d4e5",
        "domainName": "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
        "domainPrefix": "a1b2c3d4e5",
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": "tests",
        },
        "requestId": "JKJaXmPLvHcESHA=",
        "routeKey": "$default",
        "stage": "$default",
        "time": "24/Nov/2026:09:00:00 +0000",
        "timeEpoch": 1795510800000,
    }
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": claims, "scopes": []}}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": "application/json", "host": "api", **(headers or {})},
        "requestContext": context,
        "isBase64Encoded": False,
    }
    return event if body is None else {**event, "body": body}


def invoke(handler: Callable[..., dict[str, Any]], event: dict[str, Any]) -> Answered:
    """Call a function as Lambda does."""
    with an_event_loop():
        answered = handler(event, None)
    assert answered["isBase64Encoded"] is False
    return Answered(answered["statusCode"], answered["headers"], answered["body"])
