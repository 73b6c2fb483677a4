"""The outermost layer of an HTTP function: whatever happens, the caller gets an answer, the log a line."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from time import perf_counter

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spotter.entry.problems import FAILURE, answer, request_name

_SERVER_SIDE = 500


def write_line(line: str) -> None:
    """Write to the standard output, which is the log of a function."""
    print(line, flush=True)  # noqa: T201 - see above


class Answering:
    """An ASGI layer that answers every failure with a problem and writes one line for each request."""

    def __init__(self, app: ASGIApp, *, function: str, write: Callable[[str], None] = write_line) -> None:
        self._app = app
        self._function = function
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = perf_counter()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as err:
            scope[FAILURE] = err
            if status:
                raise
            await answer(err, scope)(scope, receive, watched)
        finally:
            self._write(_line(self._function, scope, status, perf_counter() - started))


def _line(function: str, scope: Scope, status: int, seconds: float) -> str:
    """Write down what was asked and how it ended; never a body, a token or a query."""
    route = getattr(scope.get("route"), "path", "")
    facts: dict[str, object] = {
        "event": "request",
        "function": function,
        "request": request_name(scope),
        "method": scope.get("method"),
        "route": route,
        "status": status,
        "ms": round(1000 * seconds, 1),
    }
    if error := scope.get(FAILURE):
        facts["error"] = type(error).__name__
        if status >= _SERVER_SIDE:
            facts["sentence"] = str(error)
            facts["trace"] = traceback.format_exception(error)
    return msgspec.json.encode(facts).decode()
