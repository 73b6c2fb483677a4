"""A recipe as a query that Athena (Trino) and DuckDB both take: learned from all rows and done to them.

It reads a table over the parts of versions, and of it the files of one version. Sums of doubles are added up
in another order than in a function, so numbers agree to 1e-9, not to the last bit. A column of one value,
which a function refuses to scale, becomes its lower end here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from spotter.contracts import steps as r
from spotter.contracts.datasets import Column, ColumnType
from spotter.contracts.recipes import Recipe, Step
from spotter.domain.recipes.evaluate import MARK
from spotter.domain.recipes.reading import named
from spotter.errors import Invalid

MOST_FILES = 2_000
"""Athena takes a query of 262,144 bytes; the address of a part takes some 110."""

_TYPES = {
    ColumnType.NUMBER: "double",
    ColumnType.INTEGER: "bigint",
    ColumnType.FLAG: "boolean",
    ColumnType.TEXT: "string",
    ColumnType.TIME: "timestamp",
}


class Stage(NamedTuple):
    """What a step reads, works on, and numbers its names by."""

    at: int
    source: str
    names: tuple[str, ...]


def table_of(columns: Sequence[Column], *, table: str, folder: str) -> str:
    """Write the statement that lays a table over the parts of a dataset; it is run once."""
    listed = ",\n  ".join(f"`{each.name}` {_TYPES[each.type]}" for each in columns)
    made = f"CREATE EXTERNAL TABLE IF NOT EXISTS `{table}`"
    return f"{made} (\n  {listed}\n) STORED AS PARQUET\nLOCATION '{folder}'\n"


def recipe_query(
    recipe: Recipe, columns: Sequence[Column], features: Iterable[str], files: Sequence[str], *, table: str
) -> str:
    """Write the query whose rows are those that the recipe makes of a version.

    Raises:
        Invalid: a step cannot be said in SQL, or there are too many files for a query.
    """
    if len(files) > MOST_FILES:
        raise Invalid(f"{len(files):,} parts are more than a query can name, {MOST_FILES:,}")
    known: dict[str, Column] | None = {each.name: each for each in columns}
    inside = list(features)
    chosen = ", ".join(_number(each) if each.name in inside else _name(each.name) for each in columns)
    paths = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    tables = [f's0 AS (\n  SELECT {chosen}\n  FROM {_name(table)} WHERE "$path" IN ({paths})\n)']  # noqa: S608 - names in quotation marks
    aside = [each.name for each in columns if each.name not in inside]
    for at, step in enumerate(recipe.steps, 1):
        stage = Stage(at, f"s{at - 1}", _chosen(at, step, inside))
        match step:
            case r.DropRows():
                tables.append(_rows_dropped(stage, step))
                known = None
            case r.DropColumns():
                inside = _columns_left(stage, step, inside, known)
                tables.append(f"s{at} AS (\n  SELECT {_listed([*aside, *inside])} FROM {stage.source}\n)")  # noqa: S608 - as above
            case r.FillMean() | r.FillMedian() | r.FillMostFrequent() | r.FillZero() | r.FillConstant():
                inside += [f"{name}{MARK}" for name in stage.names] if step.marks else []
                tables.append(_filled(stage, step, [*aside, *inside]))
                known = known and {n: _whole(c) if n in stage.names else c for n, c in known.items()}
            case r.ScaleMinMax() | r.ScaleStandard() | r.ScaleMaxAbs() | r.ScaleRobust():
                tables.append(_scaled(stage, step, [*aside, *inside]))
            case _:
                sentence = "cannot be said in SQL that Athena takes"
                raise Invalid(f"{named(at, step)} {sentence}", field="steps")
    return f"WITH {', '.join(tables)}\nSELECT * FROM s{len(recipe.steps)}\n"


def _chosen(at: int, step: Step, inside: Sequence[str]) -> tuple[str, ...]:
    for pattern in step.columns:
        if not any(fnmatchcase(name, pattern) for name in inside):
            raise Invalid(f"{named(at, step)}: there is no numeric feature column {pattern} at this step")
    if not step.columns:
        return tuple(name for name in inside if not name.endswith(MARK))
    return tuple(name for name in inside if any(fnmatchcase(name, each) for each in step.columns))


def _rows_dropped(stage: Stage, step: r.DropRows) -> str:
    holes = " + ".join(f"CASE WHEN {_name(name)} IS NULL THEN 1E0 ELSE 0E0 END" for name in stage.names)
    where = f"({holes or '0E0'}) / {float(max(1, len(stage.names)))!r}E0 <= {_literal(step.most_missing)}"
    return f"s{stage.at} AS (\n  SELECT * FROM {stage.source} WHERE {where}\n)"  # noqa: S608 - as above


def _columns_left(
    stage: Stage, step: r.DropColumns, inside: Sequence[str], known: dict[str, Column] | None
) -> list[str]:
    """Choose by what the manifest has counted: a query cannot have columns that depend on its rows."""
    if known is None:
        raise Invalid(f"step {stage.at} (drop_columns) after a step that drops rows cannot be said in SQL")

    def stays(name: str) -> bool:
        each = known.get(name)
        return each is None or each.missing <= step.most_missing * (each.present + each.missing)

    return [name for name in inside if name not in stage.names or stays(name)]


def _filled(stage: Stage, step: r.Fill, listed: Sequence[str]) -> str:
    learned = {name: _lesson(stage, step, name) for name in stage.names}
    changed = {name: f"coalesce({_name(name)}, f{at})" for at, name in enumerate(stage.names)}
    if step.marks:
        marks = {f"{n}{MARK}": f"CASE WHEN {_name(n)} IS NULL THEN 1E0 ELSE 0E0 END" for n in stage.names}
        changed |= marks
    values = ", ".join(f"{value} AS f{at}" for at, value in enumerate(learned.values()))
    return _joined(stage, values, changed, listed)


def _lesson(stage: Stage, step: r.Fill, name: str) -> str:
    column, source = _name(name), stage.source
    match step:
        case r.FillMean():
            return f"(SELECT avg({column}) FROM {source})"  # noqa: S608 - as above
        case r.FillMedian():
            return f"(SELECT avg(v) FROM {_ranked(stage, name)} WHERE 2 * k BETWEEN n AND n + 2)"  # noqa: S608 - as above
        case r.FillMostFrequent():
            order = f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT 1"
            return f"(SELECT {column} FROM {source} WHERE {column} IS NOT NULL {order})"  # noqa: S608 - as above
        case r.FillZero():
            return "0E0"
        case r.FillConstant():
            return _literal(step.value)


def _scaled(stage: Stage, step: r.Scaling, listed: Sequence[str]) -> str:
    values, changed = [], {}
    for at, name in enumerate(stage.names):
        minus, spread = _ends(stage, step, name)
        values += [f"{minus} AS m{at}", f"{spread} AS d{at}"]
        scaled = f"({_name(name)} - m{at}) / CASE WHEN d{at} = 0E0 THEN 1E0 ELSE d{at} END"
        if isinstance(step, r.ScaleMinMax):
            scaled = f"{scaled} * {_literal(step.high - step.low)} + {_literal(step.low)}"
        changed[name] = scaled
    return _joined(stage, ", ".join(values), changed, listed)


def _ends(stage: Stage, step: r.Scaling, name: str) -> tuple[str, str]:
    column, of = _name(name), f"FROM {stage.source}"
    match step:
        case r.ScaleMinMax():
            return f"(SELECT min({column}) {of})", f"(SELECT max({column}) - min({column}) {of})"
        case r.ScaleStandard():
            return f"(SELECT avg({column}) {of})", f"(SELECT stddev_pop({column}) {of})"
        case r.ScaleMaxAbs():
            return "0E0", f"(SELECT max(abs({column})) {of})"
        case r.ScaleRobust():
            low, high = (_percentile(stage, name, each) for each in (step.low, step.high))
            return _percentile(stage, name, 50.0), f"({high} - {low})"


def _percentile(stage: Stage, name: str, percent: float) -> str:
    """Weigh the two values around a rank, as linear interpolation does."""
    weight = f"greatest(0E0, 1E0 - abs(k - 1 - (n - 1) * {_literal(percent / 100)}))"
    return f"(SELECT sum(v * {weight}) FROM {_ranked(stage, name)})"  # noqa: S608 - as above


def _ranked(stage: Stage, name: str) -> str:
    column = _name(name)
    ranks = f"{column} AS v, row_number() OVER (ORDER BY {column}) AS k, count(*) OVER () AS n"
    return f"(SELECT {ranks} FROM {stage.source} WHERE {column} IS NOT NULL) AS ranked"  # noqa: S608 - as above


def _joined(stage: Stage, values: str, changed: dict[str, str], listed: Sequence[str]) -> str:
    told = ",\n    ".join(
        f"{changed[name]} AS {_name(name)}" if name in changed else _name(name) for name in listed
    )
    learned = f"k{stage.at} AS (\n  SELECT {values or '1 AS nothing'}\n)"
    return f"{learned}, s{stage.at} AS (\n  SELECT {told}\n  FROM {stage.source} CROSS JOIN k{stage.at}\n)"  # noqa: S608 - as above


def _whole(column: Column) -> Column:
    return Column(column.name, column.type, present=column.present + column.missing)


def _number(column: Column) -> str:
    """Read any number as a double; Trino casts flags too."""
    return f"CAST({_name(column.name)} AS double) AS {_name(column.name)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))


def _literal(value: float) -> str:
    """Write a double: without an exponent both engines would read a decimal.

    >>> _literal(0.1), _literal(1e-05)
    ('0.1E0', '1e-05')
    """
    return repr(float(value)) if "e" in repr(float(value)) else f"{float(value)!r}E0"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
