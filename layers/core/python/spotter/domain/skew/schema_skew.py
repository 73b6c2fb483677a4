"""Schema skew: in which columns a version is not as its schema says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from spotter.contracts.datasets import ColumnType
from spotter.contracts.skew import ColumnRule, ColumnSummary, Finding, SkewKind, VersionSummary
from spotter.domain.skew.bins import count_above, count_below
from spotter.domain.skew.wording import listed, of_hundred, with_unit

Rules = Mapping[str, ColumnRule]


class SchemaSkew(NamedTuple):
    """What stops a model from going live, and what is let through but should be known."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


class _Outside(NamedTuple):
    share: float
    sentence: str


def schema_skew(rules: Rules, summary: VersionSummary) -> SchemaSkew:
    """Put every rule to the columns of a version."""
    columns = {column.name: column for column in summary.columns}
    findings: list[Finding] = []
    notes: list[str] = []
    for name, rule in rules.items():
        if name not in columns:
            findings += [_absent(name)] if rule.required else []
            continue
        found, said = _judged(columns[name], rule)
        findings += found
        notes += said
    findings += [_unknown(column) for name, column in columns.items() if name not in rules]
    return SchemaSkew(tuple(findings), tuple(notes))


def _judged(column: ColumnSummary, rule: ColumnRule) -> tuple[list[Finding], list[str]]:
    """Judge a column; of one that is something else altogether nothing more is said."""
    empty = list(_emptiness(column, rule))
    if not column.present:
        return empty, []
    if column.type is not rule.type and (column.type, rule.type) != (ColumnType.INTEGER, ColumnType.NUMBER):
        return [_typed(column, rule)], []
    findings, notes = [*_unit(column, rule), *empty], []
    for kind, found in ((SkewKind.RANGE, _range(column, rule)), (SkewKind.CATEGORY, _category(column, rule))):
        if found is None:
            continue
        if found.share > rule.outside:
            findings.append(_beyond(kind, column, rule, found))
        else:
            notes.append(f"{found.sentence}; so few are let through")
    if bool(column.unit) != bool(rule.unit):
        silent, says = ("schema", column.unit) if column.unit else ("version", rule.unit)
        notes.append(f"column {column.name}: only one side says its unit ({says}), the {silent} does not")
    return findings, notes


def _absent(name: str) -> Finding:
    return Finding(
        SkewKind.MISSING,
        name,
        1.0,
        0.0,
        f"column {name} is missing",
        "find out whether the sensor is still there, sends under another name, or was left out of the"
        " definition; if it is gone for good, say `required: false` in the schema or take it out",
    )


def _unknown(column: ColumnSummary) -> Finding:
    return Finding(
        SkewKind.NEW,
        column.name,
        1.0,
        0.0,
        f"column {column.name} ({column.type}) is new: the schema does not know it",
        "if it belongs there, infer the schema anew and accept it; if not, leave it out of the definition",
    )


def _typed(column: ColumnSummary, rule: ColumnRule) -> Finding:
    some = [repr(text) for text in (column.categories or {})]
    example = f", for example {listed(some, 3)}" if some and column.type is ColumnType.TEXT else ""
    return Finding(
        SkewKind.TYPE,
        column.name,
        1.0,
        0.0,
        f"column {column.name} should hold {_KINDS[rule.type]} and holds {_KINDS[column.type]}{example}",
        "correct the profile or the file that the values come from; nothing else was compared in this column",
    )


def _unit(column: ColumnSummary, rule: ColumnRule) -> Iterator[Finding]:
    if rule.unit and column.unit and rule.unit != column.unit:
        yield Finding(
            SkewKind.UNIT,
            column.name,
            1.0,
            0.0,
            f"column {column.name} is in {column.unit} now; the schema says {rule.unit}",
            "correct the unit in the profile, or convert the values; a model cannot know that they mean"
            " another amount",
        )


def _emptiness(column: ColumnSummary, rule: ColumnRule) -> Iterator[Finding]:
    share = column.missing / max(1, column.missing + column.present)
    if share > rule.missing or (not column.present and rule.missing < 1):
        yield Finding(
            SkewKind.EMPTY,
            column.name,
            share,
            rule.missing,
            f"column {column.name} has no value in {of_hundred(share)} rows;"
            f" at most {of_hundred(rule.missing)} are allowed",
            "look for sensors that are off, out of reach or out of power, and for a changed message format",
        )


def _range(column: ColumnSummary, rule: ColumnRule) -> _Outside | None:
    low, high, spread = rule.minimum, rule.maximum, column.spread
    if spread is None:
        return None
    below = above = 0
    if low is not None and column.minimum is not None and column.minimum < low:
        below = max(1, count_below(spread, low))
    if high is not None and column.maximum is not None and column.maximum > high:
        above = max(1, count_above(spread, high))
    outside = below + above + column.infinite
    if not outside:
        return None
    told = []
    if below and low is not None and column.minimum is not None:
        told.append(_beyond_bound(below, "below", low, column.minimum, column.unit or rule.unit))
    if above and high is not None and column.maximum is not None:
        told.append(_beyond_bound(above, "above", high, column.maximum, column.unit or rule.unit))
    if column.infinite:
        told.append(f"{column.infinite:,} are infinite or no number at all")
    share = outside / column.present
    sentence = f"column {column.name}, {of_hundred(share)} values: {' and '.join(told)}"
    return _Outside(share, sentence)


def _beyond_bound(count: int, side: str, bound: float, extreme: float, unit: str) -> str:
    reach = "down to" if side == "below" else "up to"
    return f"{count:,} are {side} {with_unit(bound, unit)} ({reach} {with_unit(extreme, unit)})"


def _category(column: ColumnSummary, rule: ColumnRule) -> _Outside | None:
    allowed = rule.categories
    if allowed is None:
        return None
    if column.categories is None:
        sentence = (
            f"column {column.name} holds too many different texts to be the {len(allowed)} of the schema"
        )
        return _Outside(1.0, sentence)
    others = {text: count for text, count in column.categories.items() if text not in set(allowed)}
    if not others:
        return None
    ranked = sorted(others, key=lambda text: (-others[text], text))
    told = listed([f"{text!r} ({others[text]:,})" for text in ranked])
    share = sum(others.values()) / column.present
    sentence = f"column {column.name}, {of_hundred(share)} values are none of the schema's categories: {told}"
    return _Outside(share, sentence)


def _beyond(kind: SkewKind, column: ColumnSummary, rule: ColumnRule, found: _Outside) -> Finding:
    return Finding(
        kind,
        column.name,
        found.share,
        rule.outside,
        f"{found.sentence}; at most {of_hundred(rule.outside)} may be",
        _REMEDIES[kind],
    )


_KINDS = {
    ColumnType.NUMBER: "numbers",
    ColumnType.INTEGER: "whole numbers",
    ColumnType.FLAG: "yes or no",
    ColumnType.TEXT: "texts",
    ColumnType.TIME: "times",
}
_REMEDIES = {
    SkewKind.RANGE: "look for a changed unit, a sensor that needs calibration, or a stand-in for no value"
    " such as -999; if such values are right, widen the range in the schema",
    SkewKind.CATEGORY: "look for another spelling or a new kind of thing; if it is right, add it to the"
    " categories of the schema",
}
