"""The outermost layer of an HTTP function: whatever happens, the caller gets an answer, the log a line."""

from __future__ import annotations

import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spotter.entry.observe import Line, invocation
from spotter.entry.problems import FAILURE, SERVER_SIDE, answer, code_of, request_name


class Answering:
    """An ASGI layer that answers every failure with a problem and writes one line for each request."""

    def __init__(self, app: ASGIApp, *, function: str) -> None:
        self._app = app
        self._function = function

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with invocation(self._function) as line:
            try:
                await self._app(scope, receive, watched)
            except Exception as err:
                if status:
                    raise
                scope[FAILURE] = err
                await answer(err, scope)(scope, receive, watched)
            _describe(line, scope, status)


def _describe(line: Line, scope: Scope, status: int) -> None:
    """Note what was asked and how it ended; never a body, a token or a query."""
    route = getattr(scope.get("route"), "path", "")
    line.note(request=request_name(scope), method=scope.get("method"), route=route, status=status)
    line.count(requests=1)
    error = scope.get(FAILURE)
    if error is None:
        return
    if status < SERVER_SIDE:
        line.note(error=code_of(error))
        return
    line.failed(error, code=code_of(error))
    line.note(trace=traceback.format_exception(error))
