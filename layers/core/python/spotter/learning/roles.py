"""What columns are, where people did not say: guessed from names and values, always with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from spotter.errors import Invalid
from spotter.learning.checks import texts_among_numbers
from spotter.learning.frames import MOST_CATEGORIES, Roles
from spotter.learning.tables import Column, Numbers, Table, Words, is_whole

GROUP_NAMES = frozenset(
    {"subject", "person", "worker", "participant", "patient", "user", "operator", "device"}
)
"""Words that say that rows of one value come from one source; `_id`, `_no` and `_name` may follow."""

ID_NAMES = frozenset({"id", "row", "index", "uuid", "guid", "key", "number", "no"})
FEWEST_GROUPS = 3

GIVEN = ("id", "group", "time", "never", "weight", "categorical", "text", "feature")
"""What a person may say of a column; `feature` takes a guess back."""


def given(roles: Roles, said: Mapping[str, str]) -> Roles:
    """Add what was said of columns to the roles.

    Raises:
        Invalid: there is no such role, or two columns want one that only one can have.
    """
    for name, role in said.items():
        match role:
            case "group" | "time" | "weight":
                roles = _single(roles, name, role)
            case "id" | "never" | "text":
                roles = replace(roles, drop=(*roles.drop, name))
            case "categorical":
                roles = replace(roles, categorical=(*roles.categorical, name))
            case "feature":
                roles = replace(roles, kept=(*roles.kept, name))
            case _:
                raise Invalid(f"there is no role {role}; there are: {', '.join(GIVEN)}", column=name)
    return roles


def guessed(table: Table, roles: Roles) -> tuple[Roles, tuple[str, ...]]:
    """Guess the roles that nobody gave, and say why; what was given stays as it is."""
    taken = {roles.label, roles.group, roles.time, roles.weight, *roles.drop, *roles.categorical, *roles.kept}
    reasons: list[str] = []
    for name, column in table.columns.items():
        if name in taken:
            continue
        role, why = _guess(name, column, table.rows, roles)
        if role:
            roles = given(roles, {name: role})
            reasons.append(
                f"column {name} is taken as {role}: {why} (--role {name}=feature makes it a feature)"
            )
    return roles, tuple(reasons)


def _single(roles: Roles, name: str, role: str) -> Roles:
    before = {"group": roles.group, "time": roles.time, "weight": roles.weight}[role]
    if before is not None and before != name:
        raise Invalid(f"both {before} and {name} are to be the {role} column; name one", column=name)
    match role:
        case "group":
            return replace(roles, group=name)
        case "time":
            return replace(roles, time=name)
        case _:
            return replace(roles, weight=name)


def _guess(name: str, column: Column, rows: int, roles: Roles) -> tuple[str, str]:
    if roles.group is None and _names_a_source(name) and FEWEST_GROUPS <= _distinct(column) <= rows / 2:
        return "group", f"its name says where rows come from, and {_distinct(column)} values repeat"
    if isinstance(column, Numbers) and column.kind == "time":
        if roles.time is None and not column.missing.any():
            return "time", "it holds a date in every row"
        return "never", "it holds dates, which never come again"
    if _counts_rows(name, column, rows):
        return "id", "it counts or names the rows, each value once"
    if isinstance(column, Words) and len(column.words) > MOST_CATEGORIES:
        return "text", f"it holds {len(column.words)} different texts"
    return "", ""


def _names_a_source(name: str) -> bool:
    word = name.lower().removesuffix("_id").removesuffix("_no").removesuffix("_name")
    return word in GROUP_NAMES


def _counts_rows(name: str, column: Column, rows: int) -> bool:
    if _distinct(column) < rows or rows < FEWEST_GROUPS:
        return False
    if isinstance(column, Words):
        return not texts_among_numbers(column)
    if not is_whole(column.values) or column.missing.any():
        return False
    return bool(np.all(np.diff(column.values) == 1)) or name.lower().rsplit("_", maxsplit=1)[-1] in ID_NAMES


def _distinct(column: Column) -> int:
    return len(column.words) if isinstance(column, Words) else int(np.unique(column.values).size)
