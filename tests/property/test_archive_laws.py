"""Laws of the archive: nothing lost, nothing doubled, and no order of arrival shows in it."""

from __future__ import annotations

import os
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.archive import DAY, SITE, TENANT, a_reading, an_archive, everything, expected
from spotter.contracts.archive import Bucket, Value
from spotter.contracts.readings import Reading

EXAMPLES = int(os.environ.get("SPOTTER_ARCHIVE_EXAMPLES", "25"))
VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
READINGS = st.builds(
    a_reading,
    seq=st.integers(0, 12),
    values=st.dictionaries(st.sampled_from(["ch4", "o2", "sos", "note", 'a "b"']), VALUES, max_size=4),
    device=st.sampled_from(["helmet-7", "helmet-8"]),
    boot=st.sampled_from(["b1", "b2"]),
    measured=st.floats(0, 86_399).map(lambda second: round(second, 3)) | st.sampled_from([1.0, 2.0]),
    arrived=st.integers(0, 90_000).map(float),
)


def shuffled(readings: list[Reading], random: Random) -> list[list[Reading]]:
    """Repeat some, mix all, and cut anywhere."""
    told = readings + [each for each in readings if random.random() < 0.3]
    random.shuffle(told)
    batches: list[list[Reading]] = [[]]
    for reading in told:
        if random.random() < 0.4:
            batches.append([])
        batches[-1].append(reading)
    return batches


@given(st.lists(READINGS, min_size=1, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_order_batching_and_repetition_gives_the_same_bytes_and_loses_nothing(
    readings: list[Reading], random: Random
) -> None:
    plain, mixed = an_archive(), an_archive()
    plain.arrive(readings)
    plain.compacted()

    for batch in shuffled(readings, random):
        mixed.arrive(batch)
        if random.random() < 0.3:
            mixed.compacted()
    mixed.compacted()

    assert mixed.files() == plain.files()
    assert mixed.manifest().proof == plain.manifest().proof
    assert mixed.verify(TENANT, SITE, DAY).holds


@given(st.lists(READINGS, min_size=1, max_size=20), st.integers(0, 2), st.integers(1, 7))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_asked_is_what_brute_force_finds_compacted_or_not(
    readings: list[Reading], runs: int, page: int
) -> None:
    platform = an_archive()
    platform.arrive(readings)
    for _ in range(runs):
        platform.compacted()
    wanted = everything(devices=("helmet-7",), channels=("ch4", "o2", 'a "b"'), limit=page)

    found: list[Value | Bucket] = []
    following = platform.query(TENANT, SITE, wanted)
    found += following.rows
    while following.next is not None:
        following = platform.query(TENANT, SITE, everything(**_asked(wanted), after=following.next))
        found += following.rows

    answered = [
        (row.device, row.channel, row.at, repr(row.value), row.boot, row.seq)
        for row in found
        if isinstance(row, Value)
    ]
    assert answered == expected(readings, wanted)


def _asked(wanted: object) -> dict[str, object]:
    return {name: getattr(wanted, name) for name in ("devices", "channels", "limit")}
