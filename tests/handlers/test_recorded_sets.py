"""The recorded sets through ingest, compaction and questions; `SPOTTER_RECORDED=all` takes every row."""

from __future__ import annotations

import os

import msgspec
import pytest

from builders.alarm_path import NOON, a_body, a_device, an_alarm_path
from builders.alarm_path import SITE as PIT
from builders.alarm_path import TENANT as ACME
from builders.archive import an_archive
from builders.recorded import FILES, first_difference, is_recorded, recorded
from spotter.adapters.memory.objects import MemoryObjects
from spotter.contracts.archive import Bucket, Selection, Value
from spotter.contracts.names import ProfileName
from spotter.contracts.profiles import Channel, Profile

ROWS = None if os.environ.get("SPOTTER_RECORDED") == "all" else 150


@pytest.mark.skipif(not is_recorded(), reason="../shared/data is not here")
@pytest.mark.parametrize("name", sorted(FILES))
def test_a_recorded_set_comes_back_unchanged(name: str) -> None:
    told = recorded(name, rows=ROWS)
    lake = MemoryObjects()
    path, archive = an_alarm_path(archive=lake), an_archive(objects=lake, now=NOON)
    channels = msgspec.convert(told.channels, dict[str, Channel])
    path.registry.add_profile(Profile(ACME, ProfileName(name), 1, channels))
    device = msgspec.structs.replace(a_device(name), profile=ProfileName(name))
    path.registry.put_device(device, expected=None)
    begins = NOON.replace(hour=1)

    batch: dict[str, str] = {}
    for number, readings in enumerate(told.messages(begins)):
        batch[str(number)] = a_body({"readings": readings}, device=name)
        if len(batch) == 10:
            assert path.ingest(batch).refused == 0
            batch = {}
    assert path.ingest(batch).refused == 0
    archive.compacted()

    sent = list(told.values())
    came: list[Value | Bucket] = []
    wanted = Selection(begins.replace(hour=0), NOON, limit=10_000)
    page = archive.query(ACME, PIT, wanted)
    came += page.rows
    while page.next is not None:
        page = archive.query(ACME, PIT, msgspec.structs.replace(wanted, after=page.next))
        came += page.rows
    found = sorted((row.channel, row.seq, repr(row.value)) for row in came if isinstance(row, Value))
    assert first_difference(sorted(sent), found) == ""
