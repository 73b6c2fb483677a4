"""The recorded sets through ingest, compaction and questions; `SPOTTER_RECORDED=all` takes every row."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec
import pytest

from builders.alarm_path import NOON, a_body, a_device, an_alarm_path
from builders.alarm_path import SITE as PIT
from builders.alarm_path import TENANT as ACME
from builders.archive import Platform, an_archive
from builders.recorded import FILES, first_difference, is_recorded, recorded
from spotter.adapters.memory.objects import MemoryObjects
from spotter.contracts.archive import Selection, Value
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

    wanted = Selection(begins.replace(hour=0), NOON)
    found = exported(archive, wanted, sorted(told.channels)) if ROWS is None else paged(archive, wanted)
    assert first_difference(sorted(told.values()), sorted(found)) == ""


def paged(archive: Platform, wanted: Selection) -> Iterator[tuple[str, int, str]]:
    """Page through the answer."""
    page = archive.query(ACME, PIT, wanted)
    while True:
        yield from ((row.channel, row.seq, repr(row.value)) for row in page.rows if isinstance(row, Value))
        if page.next is None:
            return
        page = archive.query(ACME, PIT, msgspec.structs.replace(wanted, after=page.next))


def exported(archive: Platform, wanted: Selection, channels: list[str]) -> Iterator[tuple[str, int, str]]:
    """Export the answer channel by channel: millions of rows are no pages."""
    for channel in channels:
        asked = msgspec.structs.replace(wanted, channels=(channel,))
        for line in archive.query.export(ACME, PIT, asked, "json").content.splitlines():
            row = msgspec.json.decode(line)
            typed = [row[name] for name in ("number", "integer", "flag", "text") if row[name] is not None]
            yield row["channel"], row["seq"], repr(typed[0])
