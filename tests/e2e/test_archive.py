"""The recorded sets pass through MQTT and come back from the archive unchanged.

SPOTTER_RECORDED_ROWS says how many rows of each set are sent, 0 all: 20,000 are four of the six sets whole.
`SPOTTER_RECORDED_ROWS=20000 .venv/bin/python -m pytest tests/e2e/test_archive.py`
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from builders.recorded import FILES, STEP, Recorded, first_difference, is_recorded, recorded
from callers import Device, Platform, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("compaction")]

ROWS = int(os.environ.get("SPOTTER_RECORDED_ROWS", "40"))
VERIFIED_ROWS = 1_500  # of a set; a larger day takes longer to be verified than an HTTP answer may take
Value = tuple[str, int, str]
Asked = str | int


def ask(platform: Platform, site: str, **query: Asked) -> dict[str, Any]:
    status, body = platform.call("GET", f"/v1/sites/{site}/readings?{urlencode(query, doseq=True)}")
    assert status == 200, body
    return body


def all_values(platform: Platform, site: str, **query: Asked) -> Iterator[Value]:
    cursor: dict[str, str] = {}
    while True:
        page = ask(platform, site, **query, **cursor, limit=10_000)
        yield from ((each["channel"], each["seq"], repr(each["value"])) for each in page["values"])
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def compact(platform: Platform, aws: Callable[[str], Any]) -> None:
    """Compact what the platform's own schedule has not compacted yet."""
    name = platform.stack.outputs["CompactName"]
    answer = aws("lambda").invoke(FunctionName=name, Payload=b'{"sweep": true}')
    counts: dict[str, int] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, counts


def published(platform: Platform, device: Device, told: Recorded, begins: datetime) -> bool:
    messages = (json.dumps({"v": 1, "readings": readings}).encode() for readings in told.messages(begins))
    return platform.publish_all(device, messages)


@pytest.mark.skipif(not is_recorded(), reason="../shared/data is not here")
def test_the_recorded_sets_come_back_unchanged(platform: Platform, aws: Callable[[str], Any]) -> None:
    site = platform.a_site()
    sets = [recorded(recording, rows=ROWS) for recording in FILES]
    lasts = STEP * max(len(told.rows) for told in sets)
    begins = datetime.now(UTC) - lasts - timedelta(minutes=1)
    span = {"since": begins.isoformat(), "until": (begins + lasts).isoformat()}
    sent: dict[str, list[Value]] = {}
    for told in sets:
        device = platform.a_device(site, platform.a_profile(told.channels))
        assert published(platform, device, told, begins)
        sent[device.name] = sorted(told.values())
    rows = sum(len(told.rows) for told in sets)

    def arrived() -> bool:
        accounts = [platform.call("GET", f"/v1/devices/{name}/account").body for name in sent]
        return sum(int(account["accepted"]) for account in accounts) == rows

    def read() -> dict[str, list[Value]]:
        return {name: sorted(all_values(platform, site, device=name, **span)) for name in sent}

    def whole() -> dict[str, list[Value]]:
        found = read()
        return found if sum(map(len, found.values())) == sum(map(len, sent.values())) else {}

    eventually(arrived, "all recorded readings in the archive", patience_s=60 + rows / 20)
    fresh = eventually(whole, "all recorded values in an answer")
    compact(platform, aws)
    settled = read()

    for name, values in sent.items():
        assert first_difference(values, fresh[name]) == ""
        assert first_difference(values, settled[name]) == ""
    if 0 < ROWS <= VERIFIED_ROWS:
        status, proof = platform.call("GET", f"/v1/sites/{site}/days/{begins.date()}/verification")
        assert (status, proof["holds"], proof["manifest"]["readings"] > 0) == (200, True, True)
    export = ask(platform, site, format="csv", **span)["export"]
    with urlopen(export["url"], timeout=30) as answer:  # noqa: S310 - loopback
        content = answer.read()
    assert hashlib.sha256(content).hexdigest() == export["sha256"]
    assert export["rows"] == sum(len(values) for values in sent.values())
