"""Laws of dataset versions: they hold what brute force finds, stay as they were, and are whole or absent."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.archive import TENANT, a_reading, an_archive, at, everything, expected
from builders.crashes import Crash, Fuse
from builders.datasets import DEFINITION, NAME, datasets_on, forever
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.datasets import Order
from spotter.contracts.readings import Reading
from spotter.errors import Invalid, NotFound

EXAMPLES = int(os.environ.get("SPOTTER_DATASET_EXAMPLES", "15"))
READINGS = st.builds(
    a_reading,
    seq=st.integers(0, 12),
    values=st.dictionaries(
        st.sampled_from(["ch4", "o2"]), st.floats(allow_nan=False, allow_infinity=False), min_size=1
    ),
    device=st.sampled_from(["helmet-7", "helmet-8"]),
    boot=st.sampled_from(["b1", "b2"]),
    measured=st.integers(0, 20).map(float),
    arrived=st.integers(34 * 3_600, 36 * 3_600 - 1).map(float),
)
THEN = 35 * 3_600.0


def by_moment(readings: list[Reading]) -> dict[tuple[str, datetime], dict[str, Any]]:
    """Say what is known of each moment, by brute force."""
    found: defaultdict[tuple[str, datetime], dict[str, Any]] = defaultdict(dict)
    for device, channel, moment, value, *_ in expected(readings, everything()):
        found[device, moment][channel] = value
    return dict(found)


@given(st.lists(READINGS, min_size=1, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_version_holds_what_was_known_then_whatever_the_archive_did_since(
    readings: list[Reading], random: Random
) -> None:
    datasets = datasets_on(an_archive())
    known = [reading for reading in readings if reading.arrived <= at(THEN)]
    mixed = readings + [each for each in readings if random.random() < 0.3]
    random.shuffle(mixed)
    for reading in mixed:
        datasets.archive.arrive([reading])
        if random.random() < 0.2:
            datasets.archive.compacted()
    if not known:
        with pytest.raises(Invalid):
            datasets.version(known_at=at(THEN))
        return

    early = datasets_on(an_archive())
    early.archive.arrive(known)
    then, now = early.version(known_at=at(THEN)), datasets.version(known_at=at(THEN))

    assert then.version == now.version
    assert early.contents(then) == datasets.contents(now)
    told = {
        (row["device"], row["at"]): {
            name: repr(row[name]) for name in ("ch4", "o2") if row.get(name) is not None
        }
        for row in datasets.rows(now)
    }
    assert told == by_moment(known)


def test_the_same_rows_are_the_same_version_whether_they_lie_raw_or_compacted() -> None:
    raw, mixed = datasets_on(an_archive()), datasets_on(an_archive())
    seven, eight = (
        a_reading(0, {"ch4": 0.0}, device=name, arrived=122_400) for name in ("helmet-7", "helmet-8")
    )
    raw.archive.arrive([seven, eight])
    mixed.archive.arrive([seven])
    mixed.archive.compacted()
    mixed.archive.arrive([eight])

    assert mixed.version().version == raw.version().version


def test_an_extraction_that_dies_after_any_call_shows_nothing_and_ends_the_same_when_repeated() -> None:
    archive = an_archive()
    archive.arrive([a_reading(seq, {"ch4": float(seq)}) for seq in range(3)])
    archive.arrive([a_reading(seq, {"ch4": float(seq)}, measured=90_000 + seq) for seq in range(3, 5)])
    whole = datasets_on(archive).version()

    calls = 1
    while True:
        fuse = Fuse(calls)
        lake = an_archive(objects=archive.objects)
        records = MemoryRecords()
        datasets_on(lake, records=records).defined()
        mortal = datasets_on(
            lake._replace(days=archive.days), objects=fuse.hang(archive.objects), records=fuse.hang(records)
        )
        survivor = datasets_on(lake._replace(days=archive.days), records=records)
        try:
            mortal.extract(Order(f"run-{calls}", DEFINITION, at(129_600), "ada"), left_s=forever)
            break
        except Crash:
            visible = survivor.stores.versions.entries(TENANT, NAME)
            for entry in visible:
                seen = survivor.stores.versions.manifest(TENANT, NAME, entry.version)
                assert len(survivor.rows(seen)) == whole.rows
            if not visible:
                with pytest.raises(NotFound):
                    survivor.stores.versions.manifest(TENANT, NAME)
        again = survivor.version(run=f"run-{calls}")
        assert (again.version, again.parts, again.columns) == (whole.version, whole.parts, whole.columns)
        calls += 1
    assert calls > 10
