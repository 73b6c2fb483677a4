"""The door for devices that speak HTTP on the loopback: POST readings, GET the status."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec

from spotter.edge.gateway.hearing import heard_in
from spotter.edge.gateway.intake import Intake
from spotter.errors import Invalid
from spotter.ports.clock import Clock

MOST_BYTES = 1024 * 1024
"""Of one body; a device behind a gateway sends far less."""

Status = Callable[[], Mapping[str, object]]


def open_door(port: int, intake: Intake, clock: Clock, status: Status) -> ThreadingHTTPServer:
    """Listen on the loopback; `serve_forever` serves. 200 means that the readings are on the disk."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            """Answer the status."""
            if self.path == "/status":
                _answer(self, 200, status())
            else:
                _answer(self, 404, {"detail": "there are POST /readings, POST /events and GET /status"})

        def do_POST(self) -> None:
            """Take readings: /readings for the bulk lane, /events for what cannot wait."""
            code, said = _taken(self, intake, clock)
            _answer(self, code, said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
            """Say nothing: a line for each reading helps nobody."""

    return ThreadingHTTPServer(("127.0.0.1", port), Door)


def _taken(request: BaseHTTPRequestHandler, intake: Intake, clock: Clock) -> tuple[int, Mapping[str, object]]:
    if request.path not in {"/readings", "/events"}:
        request.close_connection = True
        return 404, {"detail": "there are POST /readings and POST /events"}
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        request.close_connection = True
        return 413, {"detail": f"a body has a content-length of at most {MOST_BYTES} bytes"}
    try:
        heard = heard_in(request.rfile.read(int(length)), clock(), lane=request.path.removeprefix("/"))
        dropped = intake.take(heard)
    except Invalid as err:
        return 400, {"detail": err.sentence, **err.facts}
    except sqlite3.Error as err:
        return 503, {"detail": f"the spool does not write: {err}"}
    return 200, {"taken": len(heard), "dropped": dropped}


def _answer(request: BaseHTTPRequestHandler, code: int, said: Mapping[str, object]) -> None:
    body = msgspec.json.encode(said)
    request.send_response(code)
    request.send_header("content-type", "application/json")
    request.send_header("content-length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
