"""Rules of columns that a person wrote: whether any value could keep them."""

from __future__ import annotations

from collections.abc import Mapping

from spotter.contracts.datasets import ColumnType
from spotter.contracts.skew import ColumnRule
from spotter.errors import Invalid

MOST_COLUMNS = 2_000
_NUMBERS = (ColumnType.NUMBER, ColumnType.INTEGER)


def refuse_unusable(columns: Mapping[str, ColumnRule]) -> None:
    """Check that every rule can be kept, or raise Invalid with the column."""
    if not columns:
        raise Invalid("a schema needs at least one column", field="columns")
    if len(columns) > MOST_COLUMNS:
        raise Invalid(f"a schema has at most {MOST_COLUMNS} columns", field="columns")
    for name, rule in columns.items():
        if sentence := _fault(rule):
            raise Invalid(f"column {name}: {sentence}", field=f"columns.{name}", column=name)


def _fault(rule: ColumnRule) -> str:
    low, high = rule.minimum, rule.maximum
    if low is not None and high is not None and low > high:
        return f"minimum {low:g} is above maximum {high:g}"
    if (low is not None or high is not None) and rule.type not in _NUMBERS:
        return f"a range is for numbers, and it holds {rule.type}"
    if rule.categories is not None and rule.type is not ColumnType.TEXT:
        return f"categories are for texts, and it holds {rule.type}"
    if rule.categories is not None and not rule.categories:
        return "there are no categories; leave them out to allow any text"
    for field in ("missing", "outside", "change"):
        if not 0 <= getattr(rule, field) <= 1:
            return f"{field} is a share from 0 to 1, not {getattr(rule, field):g}"
    return ""
