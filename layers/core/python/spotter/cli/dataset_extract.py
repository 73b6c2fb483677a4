"""`spotter dataset extract`: have a version made, and wait for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from spotter.cli.client import Json, Platform
from spotter.cli.readings_query import moment
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.errors import Invalid, Unavailable

POLL_S = 0.5
PATIENCE_S = 86_400.0


def extract(
    name: Annotated[str, typer.Argument(help="The dataset's name.")],
    *,
    known_at: Annotated[
        str | None, typer.Option(help="As it was known then: a time, or how long ago; now if left out.")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Wait for the version.")] = True,
    as_json: AsJson = False,
) -> None:
    """Freeze a version of what is known, or was known at a moment, and make it the current one."""
    at = moment(known_at, now=datetime.now(UTC)).isoformat() if known_at else None
    api = platform()
    run = str(api.post("datasets", name, "extractions", body={"known_at": at})["extraction"])
    if not wait:
        show({"extraction": run}, as_json=as_json)
        return
    ended = wait_for(api, name, run)
    answer = api.get("datasets", name, "versions", str(ended["version"]))
    told = ("dataset", "version", "rows", "parts", "size", "known_at", "first_at", "last_at")
    show({field: answer[field] for field in told}, as_json=as_json)
    for warning in answer["warnings"]:
        tell(f"warning: {warning}")


def wait_for(api: Platform, name: str, run: str, *, within_s: float = PATIENCE_S, doing: str = "") -> Json:
    """Wait until an extraction has ended, with a bar where somebody looks on.

    Raises:
        Invalid: it failed; the sentence says why.
        Unavailable: it has not ended within the time.
    """
    deadline = time.monotonic() + within_s
    with _bar(doing or f"extracting {name}") as advance:
        while time.monotonic() < deadline:
            answer = api.get("datasets", name, "extractions", run)
            advance(answer["done"], answer["total"])
            if answer["status"] == "SUCCEEDED":
                return answer
            if answer["status"] != "RUNNING":
                raise Invalid(_why(answer), extraction=run)
            time.sleep(POLL_S)
    raise Unavailable(f"the extraction {run} has not ended after {within_s:.0f} s", extraction=run)


def _why(answer: Json) -> str:
    kind, _, sentence = str(answer["cause"]).partition(": ")
    said = sentence if kind in {"Invalid", "Oversized", "NotFound", "Conflict"} else answer["cause"]
    return said or f"the extraction has {str(answer['status']).lower()}"


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("days"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total or None)
