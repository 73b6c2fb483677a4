"""A definition as a query that Athena (Trino) and DuckDB both take, for what no function can hold.

It reads the table `readings` over the compacted archive, partitioned by tenant, site and day, and of it only
the files that are current: the lake keeps the older ones too. Times have no zone there and are in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from spotter.contracts.datasets import Column, ColumnType, DatasetDefinition, Kept, Worn
from spotter.errors import Invalid

_TYPED = {
    ColumnType.NUMBER: 'coalesce(number, CAST("integer" AS double))',
    ColumnType.INTEGER: '"integer"',
    ColumnType.FLAG: "flag",
    ColumnType.TEXT: '"text"',
}
_TRUST = """CASE max(CASE trust WHEN 'bad' THEN 3 WHEN 'suspect' THEN 2 ELSE 1 END)
             WHEN 3 THEN 'bad' WHEN 2 THEN 'suspect' ELSE 'good' END"""
_EPOCH = "TIMESTAMP '1970-01-01 00:00:00'"
_NOBODY = """SELECT CAST(NULL AS varchar) AS device, CAST(NULL AS varchar) AS worker,
           TIMESTAMP '1970-01-01 00:00:00' AS since, TIMESTAMP '1970-01-01 00:00:00' AS until"""
_FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


def query_of(
    definition: DatasetDefinition,
    known_at: datetime,
    columns: Sequence[Column],
    worn: Iterable[Worn],
    files: Sequence[str],
) -> str:
    """Write the query whose rows are those that a version of the definition would have.

    Raises:
        Invalid: the spans are not of whole seconds, or nothing is compacted that could be read.
    """
    if not files:
        raise Invalid("nothing of this range is compacted yet; the archive is compacted every 15 minutes")
    values = "".join(
        f",\n           {_value(column, definition)} AS {_name(column.name)}" for column in columns
    )
    names = "".join(f", {_name(column.name)}" for column in columns)
    return f"""WITH worn AS (
    {_worn(worn)}
), found AS (
    SELECT * FROM readings
    WHERE {_conditions(definition, known_at, files)}
), {_wide(definition, values)}
SELECT site, device, wearer AS worker, moment AS "at", arrived, trust{names}
FROM told
ORDER BY site, "at", device
"""  # noqa: S608 - names and texts in quotation marks


def _wide(definition: DatasetDefinition, values: str) -> str:
    """Lay `found` out wide as `told`, with who wore the device: at the moment, or last in the span."""
    moment = _moment(definition)
    wide = f"""SELECT site, device, {moment} AS moment, max(arrived) AS arrived,
           {_TRUST} AS trust{values}"""
    grouped = f"GROUP BY site, device, {moment}"
    if definition.every_s is None:
        return f"""wide AS (
    {wide}
    FROM found
    {grouped}
), told AS (
    {_with_wearer("wide", "moment", definition)}
)"""
    return f"""worn_found AS (
    {_with_wearer("found", '"at"', definition)}
), told AS (
    {wide},
           max_by(wearer, CASE WHEN wearer IS NOT NULL THEN "at" END) AS wearer
    FROM worn_found
    {grouped}
)"""


def _with_wearer(rows: str, at: str, definition: DatasetDefinition) -> str:
    """Say who wore the device of each row; of spans that is asked of each value before."""
    return f"""SELECT {rows}.*, worn.worker AS wearer
    FROM {rows} {"JOIN" if definition.workers else "LEFT JOIN"} worn
      ON {rows}.device = worn.device AND {rows}.{at} >= worn.since AND {rows}.{at} < worn.until"""  # noqa: S608 - as above


def _conditions(definition: DatasetDefinition, known_at: datetime, files: Sequence[str]) -> str:
    return "\n      AND ".join(_each_condition(definition, known_at, files))


def _each_condition(definition: DatasetDefinition, known_at: datetime, files: Sequence[str]) -> Iterator[str]:
    yield f"tenant = {_text(definition.tenant)} AND site IN ({_listed(definition.sites)})"
    first, last = (each.astimezone(UTC).date().isoformat() for each in (definition.since, definition.until))
    yield f"day BETWEEN {_text(first)} AND {_text(last)}"
    yield f'"$path" IN ({_listed(files)})'
    yield f'"at" >= {_time(definition.since)} AND "at" < {_time(definition.until)}'
    yield f"arrived <= {_time(known_at)} AND reason IS NULL"
    if definition.profile is not None:
        yield f"profile = {_text(definition.profile)}"
    if definition.devices:
        yield f"device IN ({_listed(definition.devices)})"
    if definition.channels:
        yield f"channel IN ({_listed(definition.channels)})"
    if definition.trusts:
        yield f"trust IN ({_listed(definition.trusts)})"


def _moment(definition: DatasetDefinition) -> str:
    every = definition.every_s
    at = 'CAST("at" AS timestamp)'
    if every is None:
        return at
    if every != int(every):
        raise Invalid("on Athena a span is of whole seconds", field="every_s")
    seconds = f"date_diff('second', {_EPOCH}, {at})"
    return f"{_EPOCH} + INTERVAL '1' SECOND * ({seconds} - {seconds} % {int(every):d})"


def _value(column: Column, definition: DatasetDefinition) -> str:
    own = f"CASE WHEN channel = {_text(column.channel)} THEN {_TYPED[column.type]} END"
    if definition.every_s is None:
        return f"max({own})"
    if column.type is not ColumnType.NUMBER or definition.kept is Kept.LAST:
        return f'max_by({own}, CASE WHEN channel = {_text(column.channel)} THEN "at" END)'
    taken = {Kept.MEAN: "avg", Kept.MINIMUM: "min", Kept.MAXIMUM: "max"}[definition.kept]
    return f"{taken}({own})"


def _worn(worn: Iterable[Worn]) -> str:
    rows = ",\n           ".join(
        f"({_text(each.device)}, {_text(each.worker)}, {_time(each.since)}, {_time(each.until or _FOREVER)})"
        for each in worn
    )
    if not rows:
        return f"{_NOBODY} WHERE 1 = 0"
    return f"SELECT * FROM (VALUES {rows}) AS told (device, worker, since, until)"  # noqa: S608 - as above


def _time(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(_text, texts))


def _text(text: str) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
