"""What is inferred of a version, and what is said where another one differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from builders.skew import a_sample, summed
from spotter.contracts.datasets import Cell, ColumnType
from spotter.contracts.skew import ColumnRule, Finding, SkewKind
from spotter.domain.skew.inferring import inferred, oddities, refuse_empty
from spotter.domain.skew.schema_skew import schema_skew
from spotter.domain.skew.value_skew import FEWEST, value_skew
from spotter.errors import Invalid

UNITS = {"o2": "%", "dust": "mg/m3", "co": "ppm"}
SAMPLE = a_sample(1, 1_000)
RULES = inferred(summed(SAMPLE, UNITS))
Changing = Callable[[dict[str, list[Cell]]], Any]


def found_in(changed: dict[str, list[Cell]], **units: str) -> tuple[Finding, ...]:
    return schema_skew(RULES, summed(changed, UNITS | units)).findings


def test_a_schema_says_type_unit_range_categories_and_how_many_values_there_are() -> None:
    assert {name: (rule.type, rule.unit) for name, rule in RULES.items()} == {
        "o2": (ColumnType.NUMBER, "%"),
        "dust": (ColumnType.NUMBER, "mg/m3"),
        "co": (ColumnType.NUMBER, "ppm"),
        "state": (ColumnType.TEXT, ""),
        "sos": (ColumnType.FLAG, ""),
    }
    assert RULES["state"].categories == ("idle", "lift", "work")
    assert (RULES["state"].distinct, RULES["sos"].distinct, RULES["o2"].distinct) == (3, 2, None)
    assert RULES["co"].minimum == 0  # what was never negative may not become so
    low, high = RULES["o2"].minimum, RULES["o2"].maximum
    assert low is not None
    assert high is not None
    assert 19 < low < 20.5
    assert 21.3 < high < 22.5
    assert {rule.missing for rule in RULES.values()} == {0.1}


@pytest.mark.parametrize(
    ("change", "kind", "column", "words"),
    [
        (lambda s: s.pop("co"), SkewKind.MISSING, "co", "column co is missing"),
        (lambda s: s.update(h2s=[0.1] * 1_000), SkewKind.NEW, "h2s", "column h2s (number) is new"),
        (
            lambda s: s.update(co=["n/a"] * 1_000),
            SkewKind.TYPE,
            "co",
            "should hold numbers and holds texts, for example 'n/a'",
        ),
        (
            lambda s: s.update(co=[None] * 250 + s["co"][250:]),
            SkewKind.EMPTY,
            "co",
            "no value in 25 of 100 rows; at most 10 of 100 are allowed",
        ),
        (
            lambda s: s.update(o2=[x * 10_000 for x in s["o2"]]),
            SkewKind.RANGE,
            "o2",
            "100 of 100 values: 1,000 are above",
        ),
        (
            lambda s: s.update(co=[-999.0] * 20 + s["co"][20:]),
            SkewKind.RANGE,
            "co",
            "2 of 100 values: 20 are below 0 ppm (down to -999 ppm)",
        ),
        (
            lambda s: s.update(dust=[float("nan")] * 20 + s["dust"][20:]),
            SkewKind.RANGE,
            "dust",
            "20 are infinite or no number at all",
        ),
        (
            lambda s: s.update(state=["Idle"] * 30 + s["state"][30:]),
            SkewKind.CATEGORY,
            "state",
            "3 of 100 values are none of the schema's categories: 'Idle' (30)",
        ),
        (
            lambda s: s.update(state=[f"t{number}" for number in range(2_000)]),
            SkewKind.CATEGORY,
            "state",
            "too many different texts to be the 3 of the schema",
        ),
    ],
)
def test_each_kind_of_schema_skew_is_found_and_said_in_words(
    change: Changing, kind: SkewKind, column: str, words: str
) -> None:
    changed = {name: list(cells) for name, cells in SAMPLE.items()}
    change(changed)

    findings = found_in(changed)

    assert [(each.kind, each.column) for each in findings] == [(kind, column)]
    assert words in findings[0].sentence
    assert findings[0].remedy


def test_another_unit_is_a_skew_and_a_unit_that_nobody_says_is_a_note() -> None:
    (finding,) = found_in(SAMPLE, o2="ppm")
    silent = schema_skew(RULES, summed(SAMPLE, UNITS | {"o2": ""}))

    assert (finding.kind, "in ppm now; the schema says %" in finding.sentence) == (SkewKind.UNIT, True)
    assert (silent.findings, "only one side says its unit (%)" in silent.notes[0]) == ((), True)


def test_one_strange_value_in_a_thousand_is_told_and_stops_nobody() -> None:
    changed = SAMPLE | {"co": [-999.0, *SAMPLE["co"][1:]]}

    judged = schema_skew(RULES, summed(changed, UNITS))

    assert judged.findings == ()
    assert "1 are below 0 ppm (down to -999 ppm); so few are let through" in judged.notes[0]


def test_a_column_that_a_person_made_optional_may_be_missing() -> None:
    rules = RULES | {"co": msgspec.structs.replace(RULES["co"], required=False)}
    without = {name: cells for name, cells in SAMPLE.items() if name != "co"}

    assert schema_skew(rules, summed(without, UNITS)).findings == ()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([5.0] * 400, "column x is 5 wherever it has a value; nothing can be learned from it"),
        ([None] * 400, "column x has no value in any row; leave it out, or find out why it is empty"),
        (
            [False] * 400,
            "column x is 'false' wherever it has a value: a single class, from which nothing can be learned",
        ),
        ([1.0, 2.0, float("inf")], "column x: 1 values are infinite or no number at all"),
    ],
)
def test_columns_from_which_nothing_can_be_learned_are_named(cells: list[Cell], sentence: str) -> None:
    assert list(oddities(summed({"x": cells}))) == [sentence]


def test_a_version_without_rows_is_refused() -> None:
    with pytest.raises(Invalid, match="gas@1 has no rows"):
        refuse_empty(summed({"x": []}), "gas@1")
    with pytest.raises(Invalid, match="no rows"):
        inferred(summed({}))


def test_a_change_is_told_in_the_units_of_the_column_with_what_to_do() -> None:
    later = SAMPLE | {"o2": [x - 0.2 for x in SAMPLE["o2"] if isinstance(x, float)]}

    first = value_skew(RULES, summed(SAMPLE, UNITS), summed(later, UNITS)).changes[0]

    assert (first.column, first.moved) == ("o2", True)
    assert "half of the values lie below 20.7 % (before: 20.9 %)" in first.sentence
    assert "of 100 values would have to be others for both to be alike (the limit is 20" in first.sentence
    assert "less than once in a million times" in first.sentence
    assert "models have to learn anew" in first.remedy
    assert first.shares[0].label.endswith("%")
    assert sum(share.after for share in first.shares) == pytest.approx(1)


def test_a_constant_that_became_another_is_a_change() -> None:
    (change,) = value_skew(
        {"x": ColumnRule(ColumnType.NUMBER)}, summed({"x": [5.0] * 400}), summed({"x": [4.0] * 400})
    ).changes

    assert (change.moved, change.effect) == (True, 1.0)


def test_numbers_that_are_few_are_told_one_by_one() -> None:
    before, after = summed({"on": [0] * 300 + [1] * 100}), summed({"on": [0] * 100 + [1] * 300})

    (change,) = value_skew({"on": ColumnRule(ColumnType.INTEGER)}, before, after).changes

    told = "column on: 0 in 25 of 100 (before: 75 of 100), 1 in 75 of 100 (before: 25 of 100)."
    assert change.sentence.startswith(told)
    assert [share.label for share in change.shares] == ["0", "1"]


def test_too_few_values_are_not_compared_and_it_is_said() -> None:
    few = {"x": [float(number) for number in range(FEWEST - 1)]}

    found = value_skew({"x": ColumnRule(ColumnType.NUMBER)}, summed(few), summed({"x": [0.0] * 9_000}))

    assert found.changes == ()
    assert found.notes == (
        "column x: 299 values before and 9,000 now are too few to compare; 300 on either side are needed",
    )


def test_names_and_times_are_never_compared() -> None:
    noon = datetime(2026, 11, 24, tzinfo=UTC)
    before = summed({"device": ["a"] * 400, "at": [noon] * 400})
    after = summed({"device": ["b"] * 400, "at": [noon.replace(year=2027)] * 400})
    rules = inferred(before)

    assert schema_skew(rules, after).findings == ()
    assert value_skew(rules, before, after) == ((), ())
