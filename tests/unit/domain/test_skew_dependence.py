"""Slow values count as the fewer independent ones to which they come down."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from builders.skew import summed
from spotter.contracts.datasets import Column, ColumnType
from spotter.contracts.skew import Change, ColumnRule, VersionSummary
from spotter.domain.skew.dependence import added_streams, order_in, stream_of, time_of_memory
from spotter.domain.skew.inferring import inferred
from spotter.domain.skew.value_skew import value_skew

ROWS = 10_000
SLOW = 0.99


def a_signal(seed: int, rho: float, rows: int = ROWS, shift: float = 0.0) -> list[float]:
    """Draw an AR(1) signal whose values have a standard deviation of 1."""
    random = Random(seed)  # noqa: S311 - a sample and no secret
    value, drawn = random.gauss(), []
    for _ in range(rows):
        value = rho * value + random.gauss(0, (1 - rho * rho) ** 0.5)
        drawn.append(value + shift)
    return drawn


def a_version(values: list[float], *, ordered: bool = True) -> VersionSummary:
    """Bring one column of one device down, with or without the order of its rows."""
    whole = summed({"ch4": values})
    streams = (stream_of("d1", values),) if ordered else ()
    (column,) = whole.columns
    return VersionSummary(whole.rows, (msgspec.structs.replace(column, streams=streams),))


def change_of(before: VersionSummary, after: VersionSummary) -> Change:
    (change,) = value_skew({"ch4": ColumnRule(ColumnType.NUMBER)}, before, after).changes
    return change


@pytest.mark.parametrize("seed", [2, 4, 6])
def test_a_slow_signal_that_is_as_it_was_has_not_moved(seed: int) -> None:
    before, after = (a_version(a_signal(each, SLOW)) for each in (seed, seed + 1))

    assert not change_of(before, after).moved


def test_without_their_order_slow_values_would_seem_to_have_moved_by_more_than_chance() -> None:
    pair = [a_signal(each, SLOW) for each in (2, 3)]

    told, untold = (change_of(*(a_version(each, ordered=known) for each in pair)) for known in (True, False))

    assert untold.q < 1e-6
    assert told.q > 0.05
    assert told.effect == pytest.approx(untold.effect, abs=0.1)


def test_a_shift_of_a_slow_signal_is_found_and_the_independent_values_are_told() -> None:
    before, after = a_version(a_signal(2, SLOW, 30_000)), a_version(a_signal(3, SLOW, 30_000, shift=1.2))

    change = change_of(before, after)

    assert change.moved
    assert change.independent is not None
    assert 75 < change.independent[0] < 300  # 30,000 by tau = (1 + rho) / (1 - rho) = 199


def test_too_few_independent_values_are_not_compared_and_a_note_says_so() -> None:
    before, after = (a_version(a_signal(each, 0.999, 2_000)) for each in (2, 3))

    found = value_skew({"ch4": ColumnRule(ColumnType.NUMBER)}, before, after)

    assert found.changes == ()
    assert "20 on either side are needed to compare them" in found.notes[0]


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_the_time_of_memory_is_that_of_the_signal_and_rather_too_long(rho: float) -> None:
    tau = time_of_memory([stream_of("d1", a_signal(2, rho))])

    assert tau is not None
    assert 0.9 <= tau / ((1 + rho) / (1 - rho)) <= 1.6


def test_streams_of_parts_add_up_device_by_device() -> None:
    first, second, other = ([float(value % 7) for value in range(count)] for count in (40, 60, 50))

    added = added_streams([stream_of("a", first)], [stream_of("b", other), stream_of("a", second)])

    assert [(each.mark, each.values) for each in added] == [("a", 100), ("b", 50)]
    assert added[0].total == sum(first) + sum(second)
    assert added[0].pairs[:2] == (39 + 59, 38 + 58)


def test_what_was_stored_without_streams_is_read_and_judged_as_before() -> None:
    old, new = (a_version(a_signal(each, 0.0, 2_000), ordered=False) for each in (2, 3))
    stored = msgspec.json.encode(old)
    rule = msgspec.json.decode(b'{"type": "number", "distinct": 4}', type=ColumnRule)

    read = msgspec.json.decode(stored, type=VersionSummary)

    assert b"streams" not in stored
    assert read == old
    assert (rule.independent, change_of(read, new).independent) == (None, None)
    assert inferred(read)["ch4"].independent is None


def test_rows_have_an_order_where_somebody_and_a_moment_are_named() -> None:
    device, at = Column("device", ColumnType.TEXT), Column("at", ColumnType.TIME)

    assert order_in([at, device]) == (device, at)
    assert order_in([device]) is None
    assert order_in([at]) is None
    assert order_in([device, Column("at", ColumnType.NUMBER)]) is None
