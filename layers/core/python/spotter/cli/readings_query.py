"""`spotter readings query` and `verify`: what devices measured, from the archive."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Json, Platform
from spotter.cli.downloads import fetched
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.readings import Trust
from spotter.errors import Corrupt, Invalid

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_VALUES = ("at", "device", "channel", "value", "trust", "doubts")
_BUCKETS = ("at", "device", "channel", "count", "minimum", "mean", "maximum", "last", "trust")


class Form(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


def query(  # noqa: PLR0913 - an option for each thing that can be asked
    *,
    site: Annotated[str, typer.Option(help="The site.")],
    device: Annotated[list[str] | None, typer.Option(help="Only these devices.")] = None,
    worker: Annotated[str | None, typer.Option(help="What this worker wore, while wearing it.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="Only these channels.")] = None,
    since: Annotated[str, typer.Option(help="A time, or how long ago: 90s, 15m, 1h, 2d.")] = "1h",
    until: Annotated[str | None, typer.Option(help="A time, or how long ago; now when left out.")] = None,
    trust: Annotated[list[Trust] | None, typer.Option(help="Only values believed so far.")] = None,
    every: Annotated[str | None, typer.Option(help="A row for each span: 10s, 1m, 1h.")] = None,
    losers: Annotated[bool, typer.Option("--losers", help="Also what does not count, and why.")] = False,
    limit: Annotated[int, typer.Option(help="Rows of a table.", min=1)] = 1_000,
    form: Annotated[Form, typer.Option("--format", help="csv, parquet and json hold all rows.")] = Form.TABLE,
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output if none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show or export what devices of a site measured, by device, worker, channel, time and trust."""
    asked: Json = {
        "device": device,
        "worker": worker,
        "channel": channel,
        "since": moment(since, now=datetime.now(UTC)).isoformat(),
        "until": moment(until or "0s", now=datetime.now(UTC)).isoformat(),
        "trust": trust,
        "every": seconds(every) if every else None,
        "losers": "true" if losers else None,
    }
    api = platform()
    if form is Form.TABLE:
        _table(api, site, asked, limit=limit, as_json=as_json)
        return
    if out is None and form is Form.PARQUET:
        raise Invalid("Parquet goes into a file; name it with --out")
    export = api.get("sites", site, "readings", **asked, format=form.value)["export"]
    content = fetched(export["url"], export["sha256"])
    if out is None:
        sys.stdout.buffer.write(content)
        return
    out.write_bytes(content)
    show({"file": str(out)} | {name: export[name] for name in ("rows", "size", "sha256")}, as_json=as_json)


def verify(
    *,
    site: Annotated[str, typer.Option(help="The site.")],
    day: Annotated[str, typer.Option(help="The day in UTC, for example 2026-11-24.")],
    as_json: AsJson = False,
) -> None:
    """Prove that a compacted day holds exactly what its raw objects say; ends with 1 where it does not."""
    answer = platform().get("sites", site, "days", day, "verification")
    show(answer, as_json=as_json)
    if not answer["holds"]:
        raise Corrupt(f"{day} at {site} is not what was recorded")


def moment(said: str, *, now: datetime) -> datetime:
    """Read a time with its zone, or a span before now.

    >>> moment("90s", now=datetime(2026, 11, 24, 12, tzinfo=UTC)).isoformat()
    '2026-11-24T11:58:30+00:00'
    """
    if _SPAN.fullmatch(said):
        return now - timedelta(seconds=seconds(said))
    try:
        at = datetime.fromisoformat(said)
    except ValueError as err:
        raise Invalid(f"{said} is no time; write 2026-11-24T09:00:00Z, or how long ago: 15m") from err
    if at.tzinfo is None:
        raise Invalid(f"{said} has no time zone; add Z for UTC, or +09:00")
    return at


def seconds(said: str) -> float:
    """Read a span.

    >>> seconds("1m"), seconds("250ms")
    (60.0, 0.25)
    """
    found = _SPAN.fullmatch(said)
    if found is None:
        raise Invalid(f"{said} is no span; write a number and one of {', '.join(_SECONDS)}")
    return float(found[1]) * _SECONDS[found[2]]


def _table(api: Platform, site: str, asked: Json, *, limit: int, as_json: bool) -> None:
    rows: list[Json] = []
    for page in _pages(api, site, asked, limit):
        rows += page["buckets"] if asked["every"] else page["values"]
        more, hidden = page["next"], page["hidden"]
    show_list(
        {"rows": rows, "next": more, "hidden": hidden},
        rows,
        _BUCKETS if asked["every"] else _VALUES,
        as_json=as_json,
    )
    if not rows and not as_json:
        tell(f"nothing of what was asked for was measured from {asked['since']} to {asked['until']}")
    if hidden and not as_json:
        tell(f"not shown to your role: {', '.join(hidden)}")
    if more and not as_json:
        tell(f"there are more than {limit} rows; ask for less, for --every, or for --format csv")


def _pages(api: Platform, site: str, asked: Json, limit: int) -> Iterator[Json]:
    cursor, left = None, limit
    while left > 0:
        page = api.get("sites", site, "readings", **asked, limit=min(left, 10_000), cursor=cursor)
        yield page
        left -= len(page["values"]) + len(page["buckets"])
        cursor = page["next"]
        if cursor is None:
            return
