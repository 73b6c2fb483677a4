"""Laws of skew: the same data never differ, planted changes are found, and no cut or order matters."""

from __future__ import annotations

import math
import os
from itertools import pairwise
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from builders.skew import a_sample, summed
from spotter.contracts.datasets import Cell, Column, ColumnType
from spotter.contracts.skew import VersionSummary
from spotter.domain.skew.bins import MOST_BINS, key_of, value_of
from spotter.domain.skew.chances import chi_square_beyond, false_discoveries, homogeneity
from spotter.domain.skew.inferring import inferred
from spotter.domain.skew.schema_skew import schema_skew
from spotter.domain.skew.summaries import joined, summary_of
from spotter.domain.skew.value_skew import DISCOVERIES, value_skew

SEEDS = int(os.environ.get("SPOTTER_SKEW_SEEDS", "16"))
FINITE = st.floats(allow_nan=False, allow_infinity=False)
NUMBER = Column("x", ColumnType.NUMBER)
TEXT = Column("x", ColumnType.TEXT)
CELLS = st.lists(FINITE | st.floats(0.9, 1.1) | st.none(), max_size=80)


def a_random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a sample and no secret


@settings(deadline=None)
@given(FINITE, FINITE)
def test_keys_are_in_the_order_of_numbers_and_name_them_to_twelve_digits(one: float, other: float) -> None:
    assert (key_of(one) <= key_of(other)) or one > other
    assert value_of(key_of(one)) == pytest.approx(one, rel=1e-11, abs=1e-300)


@settings(deadline=None, max_examples=20)
@given(CELLS, st.lists(st.integers(0, 80), max_size=4), st.integers(0, 2**32))
def test_however_rows_are_cut_and_ordered_their_summary_is_the_same(
    cells: list[float | None], cuts: list[int], seed: int
) -> None:
    random = a_random(seed)
    many = [*cells, *(random.gauss(0, 1) for _ in range(600))]
    mixed = random.sample(many, len(many))
    edges = [0, *sorted(cuts), len(mixed)]
    parts = [mixed[low:high] for low, high in pairwise(edges)]
    random.shuffle(parts)

    added = joined((VersionSummary(len(part), (summary_of(NUMBER, part),)) for part in parts), [NUMBER])

    assert added == VersionSummary(len(many), (summary_of(NUMBER, many),))
    spread = added.columns[0].spread
    assert spread is not None
    assert len(spread.keys) <= MOST_BINS
    assert sum(spread.counts) == added.columns[0].present


@settings(deadline=None, max_examples=10)
@given(st.integers(900, 1_100), st.integers(0, 1_100))
def test_texts_add_up_also_where_they_are_too_many(different: int, cut: int) -> None:
    cells = [f"t{number % different}" for number in range(1_200)]

    added = joined(
        (VersionSummary(len(part), (summary_of(TEXT, part),)) for part in (cells[:cut], cells[cut:])), [TEXT]
    )

    assert added.columns == (summary_of(TEXT, cells),)


@settings(deadline=None)
@given(st.floats(0.001, 500), st.integers(1, 60))
def test_chances_are_those_of_the_peer(statistic: float, freedom: int) -> None:
    assert chi_square_beyond(statistic, freedom) == pytest.approx(
        float(stats.chi2.sf(statistic, freedom)), rel=1e-9, abs=1e-14
    )


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_discoveries_are_those_of_the_peer(chances: list[float]) -> None:
    assert false_discoveries(chances) == pytest.approx(list(stats.false_discovery_control(chances)))


def test_homogeneity_is_that_of_the_peer() -> None:
    before, after = [30, 40, 30], [10, 50, 90]

    peer = stats.chi2_contingency([before, after], correction=False).pvalue

    assert homogeneity(before, after) == pytest.approx(float(peer))


def test_of_equal_spreads_hardly_any_is_called_moved_or_even_beyond_chance() -> None:
    beyond, least = [], []
    for seed in range(SEEDS):
        before, after = summed(a_sample(seed, 1_000)), summed(a_sample(10_000 + seed, 1_000))
        found = value_skew(inferred(before), before, after).changes
        assert [change.column for change in found if change.moved] == []
        beyond.append(any(change.q <= DISCOVERIES for change in found))
        least += [change.p for change in found]

    slack = 3 * math.sqrt(DISCOVERIES * (1 - DISCOVERIES) / SEEDS)
    assert fmean(beyond) <= DISCOVERIES + slack
    assert 0.4 < fmean(least) < 0.6  # evenly spread where nothing has changed


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 10_000))
def test_the_same_rows_differ_in_nothing(seed: int) -> None:
    sample = a_sample(seed, rows=400)
    shuffled = {name: a_random(seed).sample(cells, len(cells)) for name, cells in sample.items()}
    before, after = summed(sample), summed(shuffled)
    rules = inferred(before)

    assert schema_skew(rules, after).findings == ()
    assert {change.effect for change in value_skew(rules, before, after).changes} == {0.0}


@pytest.mark.parametrize(
    ("column", "planted"),
    [
        ("o2", lambda x, _: x + 0.08),  # 0.8 standard deviations
        ("o2", lambda x, _: 20.9 + (x - 20.9) * 2.2),  # wider, with the same middle
        ("dust", lambda x, _: x * 1.9),
        ("co", lambda x, random: 0.0 if random.random() < 0.3 else x + 1),
        ("state", lambda x, random: "lift" if random.random() < 0.4 else x),
        ("sos", lambda x, random: x or random.random() < 0.3),
    ],
)
def test_a_planted_change_is_found_and_no_other(column: str, planted: object) -> None:
    assert callable(planted)
    for seed in range(max(2, SEEDS // 8)):
        random = a_random(seed)
        before, sample = summed(a_sample(seed, 1_000)), a_sample(20_000 + seed, 1_000)
        sample[column] = [planted(cell, random) for cell in sample[column]]

        found = value_skew(inferred(before), before, summed(sample)).changes

        assert [change.column for change in found if change.moved] == [column]


def test_the_effect_of_a_shift_is_what_its_source_says() -> None:
    random = a_random(7)
    for apart in (0.2, 0.5, 0.8):
        before: list[Cell] = [random.gauss(0, 1) for _ in range(8_000)]
        after: list[Cell] = [random.gauss(apart, 1) for _ in range(8_000)]
        old, new = summed({"x": before}), summed({"x": after})

        (change,) = value_skew(inferred(old), old, new).changes

        assert change.effect == pytest.approx(2 * stats.norm.cdf(apart / 2) - 1, abs=0.03)
