"""A platform that answers what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from spotter.cli.session import HOME, Session, keep


class Pretender:
    """Answers the calls of a test, in a thread, on the loopback address."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.tokens: list[str | None] = []
        self.answers: dict[str, tuple[int, Any]] = {}
        pretender = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                body = json.loads(content) if content else None
                pretender.asked.append((self.command, self.path, body))
                pretender.tokens.append(self.headers.get("Authorization"))
                status, answer = pretender.answers.get(self.path.partition("?")[0], (200, {}))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

            do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - names of the standard library

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def pretender() -> Iterator[Pretender]:
    pretender = Pretender()
    thread = threading.Thread(target=pretender.server.serve_forever, args=(0.01,))
    thread.start()
    yield pretender
    pretender.server.shutdown()
    thread.join()
    pretender.server.server_close()


@pytest.fixture
def signed_in(pretender: Pretender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretender:
    """Sign somebody in to the pretender."""
    monkeypatch.setenv(HOME, str(tmp_path))
    keep(Session(pretender.url, "kim", "a-token", time.time() + 600))
    return pretender
