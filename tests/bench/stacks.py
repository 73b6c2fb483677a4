"""The local stack that a benchmark measures."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.places import Endpoints, load
from infra.local.stack import LocalStack


@contextmanager
def a_stack() -> Iterator[Endpoints]:
    """Start a stack for a benchmark, or use the one whose state folder SPOTTER_STACK names."""
    if given := os.environ.get("SPOTTER_STACK"):
        running = load(Path(given))
        if running is None:
            sys.exit(f"no stack was started in {given}")
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="spotter-bench-") as folder:
        local = LocalStack(Path(folder))
        try:
            yield local.up()
        finally:
            local.down()
