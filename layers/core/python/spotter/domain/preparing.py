"""Preparing a version: what its columns are, whether a function can hold it, and which steps are for it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from spotter.contracts.datasets import ROW_COLUMNS, Column, ColumnType, DatasetManifest
from spotter.contracts.preparations import Applied, ScaleBy
from spotter.contracts.preparing import PreparingRoles
from spotter.contracts.recipes import Recipe
from spotter.contracts.steps import BalanceOver, BalanceUnder, BalanceWeights, FillNeighbours
from spotter.domain.recipes.divided import divided
from spotter.domain.recipes.reading import named
from spotter.errors import Invalid, Oversized

MOST_CELLS = 100_000_000
"""Rows times numeric columns that one function prepares. `python -m tests.bench prepare` measured some 60
bytes a cell at the peak, beside 0.2 GB for the libraries: 6 of the function's 10 GB."""

MOST_NEIGHBOUR_ROWS = 1_000_000
"""Rows whose cells `fill_knn` fills within the quarter of an hour of a function: 100,000 of 30 columns took
19 s on two busy cores."""

BYTES_A_CELL = 60
"""What a cell takes at the peak (the same benchmark)."""

HOLDS_BYTES = 10 * 2**30
"""What a function can hold at most."""

SAMPLE_CELLS = 10_000_000
"""Rows times columns from which a distributed preparation learns: a tenth of what a function holds, because
medians and networks need them sorted or copied beside."""

NUMERIC = (ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.FLAG)
_BALANCES = (BalanceWeights, BalanceUnder, BalanceOver)


def roles_in(manifest: DatasetManifest, said: PreparingRoles) -> PreparingRoles:
    """Say what the columns of a version are, where nobody did.

    Raises:
        Invalid: there is no column of that name, or one has two roles.
    """
    there = {column.name for column in manifest.columns}
    is_extracted = manifest.definition is not None
    roles = msgspec.structs.replace(
        said,
        group=said.group or ("device" if is_extracted and "device" in there else None),
        time=said.time or ("at" if is_extracted and "at" in there else None),
    )
    taken: list[str] = []
    for field in ("label", "group", "time"):
        name = getattr(roles, field)
        if name is not None:
            _refuse_unknown(name, field, there)
            if name in taken:
                raise Invalid(f"column {name} cannot be two things at once", field=field, column=name)
            taken.append(name)
    for name in roles.asides:
        _refuse_unknown(name, "drop", there)
    return roles


def features_in(manifest: DatasetManifest, roles: PreparingRoles) -> tuple[Column, ...]:
    """Give the columns that a recipe works on: numbers and flags without a role.

    Raises:
        Invalid: none is left.
    """
    away = {roles.label, roles.group, roles.time, *roles.asides}
    away |= set(ROW_COLUMNS) if manifest.definition is not None else set()
    found = tuple(each for each in manifest.columns if each.type in NUMERIC and each.name not in away)
    if not found:
        raise Invalid(f"{manifest.dataset}@{manifest.version} has no numeric column to prepare", field="drop")
    return found


def refuse_too_large(manifest: DatasetManifest, columns: int, recipe: Recipe) -> None:
    """Refuse what a function cannot hold, or cannot do in its time; the sentence says how much it is.

    Raises:
        Oversized: it is more.
    """
    cells = manifest.rows * columns
    called = f"{manifest.dataset}@{manifest.version[:8]}"
    if cells > MOST_CELLS:
        sentence = (
            f"{called} has {manifest.rows:,} rows of {columns} columns, {cells:,} cells; a function holds "
            f"{MOST_CELLS:,} with what its steps need beside them. Extract a narrower dataset (channels, "
            "every_s, days), or prepare it inside a training, which names the recipe"
        )
        raise Oversized(sentence, cells=cells, most=MOST_CELLS)
    for at, step in enumerate(recipe.steps, 1):
        if isinstance(step, FillNeighbours) and manifest.rows > MOST_NEIGHBOUR_ROWS:
            sentence = (
                f"{named(at, step)} over {manifest.rows:,} rows of {called} outlasts a function, which does "
                f"{MOST_NEIGHBOUR_ROWS:,}; fill_regression or fill_dnn do more in the same time"
            )
            raise Oversized(sentence, rows=manifest.rows, most=MOST_NEIGHBOUR_ROWS)


def fits_one(manifest: DatasetManifest, columns: int, recipe: Recipe) -> bool:
    """Tell whether one function can do it."""
    try:
        refuse_too_large(manifest, columns, recipe)
    except Oversized:
        return False
    return True


def refuse_indivisible(manifest: DatasetManifest, recipe: Recipe) -> None:
    """Refuse a recipe that cannot be done part by part.

    Raises:
        Invalid: a step looks at neighbours in time, whose rows may lie in several parts.
    """
    for each in divided(recipe):
        if each.applies == "devices":
            raise Invalid(
                f"step {each.at} ({each.step}) looks at the rows of a device in time, and parts of "
                f"{manifest.dataset}@{manifest.version[:8]} divide them; extract days or devices apart",
                field="steps",
            )


def for_whole(recipe: Recipe) -> tuple[Recipe, tuple[str, ...]]:
    """Leave out what belongs into training folds alone, and say so.

    Raises:
        Invalid: nothing else is in the recipe.
    """
    steps = tuple(step for step in recipe.steps if not isinstance(step, _BALANCES))
    said = tuple(
        f"{named(at, step)} was left out: classes are balanced inside training folds alone"
        for at, step in enumerate(recipe.steps, 1)
        if isinstance(step, _BALANCES)
    )
    if not steps:
        raise Invalid("the recipe only balances classes, which is done inside training folds alone")
    return msgspec.structs.replace(recipe, steps=steps), said


def without_units(columns: Iterable[Column], applied: Iterable[Applied]) -> tuple[Column, ...]:
    """Take the unit from columns that were scaled: their numbers stand for no quantity any more."""
    scaled = {name for step in applied if isinstance(step, ScaleBy) for name in step.scales}
    return tuple(msgspec.structs.replace(each, unit="") if each.name in scaled else each for each in columns)


def _refuse_unknown(name: str, field: str, there: set[str]) -> None:
    if name not in there:
        raise Invalid(f"there is no column {name}; there are {', '.join(sorted(there))}", field=field)
