"""The SQL that lays readings out wide. What callers say is a parameter, or a name in quotation marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spotter.adapters.parquet.questions import Question
from spotter.adapters.parquet.workshop import quoted
from spotter.contracts.datasets import Column, ColumnType, Cut, Kept

TYPED = {
    ColumnType.NUMBER: "number",
    ColumnType.INTEGER: "integer",
    ColumnType.FLAG: "flag",
    ColumnType.TEXT: "text",
}
"""The column of the archive in which values of a type stand."""

Given = dict[str, object]
_WORST = "max(CASE trust WHEN 'bad' THEN 3 WHEN 'suspect' THEN 2 ELSE 1 END)"
_TRUST = f"CASE {_WORST} WHEN 3 THEN 'bad' WHEN 2 THEN 'suspect' ELSE 'good' END"
_NUMERIC = "coalesce(number, integer::DOUBLE)"


def counting(files: Iterable[Path], cut: Cut) -> Question:
    """Count the values of each type by channel."""
    given: Given = {}
    counts = ", ".join(f"count({name})" for name in TYPED.values())
    found = _found(files, cut, given)
    text = f"SELECT channel, {counts} FROM ({found}) GROUP BY channel ORDER BY channel"  # noqa: S608 - our own words
    return Question(text, given)


def widening(files: Iterable[Path], cut: Cut, channels: Sequence[Column], target: Path) -> Question:
    """Write a row for each moment of a device, with a column for each channel."""
    given: Given = {"site": cut.site}
    values = "".join(
        f", {_value(column, cut, number, given)} AS {name_of(column)}"
        for number, column in enumerate(channels)
    )
    text = f"""
        COPY (
            WITH worn AS ({_worn(cut, given)}),
            found AS ({_found(files, cut, given)}),
            {_wide(cut, values)}
            SELECT $site AS site, device, wearer AS worker, moment AS "at", arrived, trust
                   {"".join(f", {name_of(column)}" for column in channels)}
            FROM told
            ORDER BY device, "at"
        ) TO {quoted(target)} {FORMAT}"""  # noqa: S608 - our own words
    return Question(text, given)


def splitting(source: Path, first: str, last: str, target: Path) -> Question:
    """Write the rows of the devices from the first to the last by themselves."""
    text = f"""
        COPY (SELECT * FROM read_parquet({quoted(source)}) WHERE device BETWEEN $first AND $last
              ORDER BY device, "at")
        TO {quoted(target)} {FORMAT}"""  # noqa: S608 - our own words
    return Question(text, {"first": first, "last": last})


def summing(source: Path, columns: Sequence[Column]) -> str:
    """Bring each column down to what `SUMS` names, in one row."""
    told = ", ".join(map(_summed, columns))
    return f"SELECT {told} FROM read_parquet({quoted(source)})"  # noqa: S608 - our own words


SUMS = ("present", "missing", "minimum", "maximum", "mean", "squares", "constant")
"""What a column comes down to."""

FORMAT = "(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"


def name_of(column: Column) -> str:
    """Write the name of a column, so that no text in it is taken for SQL."""
    return '"' + column.name.replace('"', '""') + '"'


def _found(files: Iterable[Path], cut: Cut, given: Given) -> str:
    listed = ", ".join(map(quoted, files))
    conditions = " AND ".join(_conditions(cut, given))
    return f"SELECT * FROM read_parquet([{listed}]) WHERE {conditions}"  # noqa: S608 - our own words


def _conditions(cut: Cut, given: Given) -> Iterator[str]:
    given |= {"since": cut.since, "until": cut.until, "known_at": cut.known_at}
    yield '"at" >= $since AND "at" < $until AND arrived <= $known_at AND reason IS NULL'
    if cut.profile is not None:
        given["profile"] = cut.profile
        yield "profile = $profile"
    for column, names in (("device", cut.devices), ("channel", cut.channels), ("trust", cut.trusts)):
        if names:
            given[f"{column}s"] = [str(name) for name in names]
            yield f"list_contains(${column}s, {column})"


def _wide(cut: Cut, values: str) -> str:
    """Lay `found` out wide as `told`, with who wore the device.

    Who wore it is asked of each moment. In a span that is asked of each value, so that a span holds only what
    those asked for wore, and says who of them wore it last.
    """
    wide = f"device, {_moment(cut)} AS moment, max(arrived) AS arrived, {_TRUST} AS trust{values}"
    if cut.every_s is None:
        return f"""wide AS (SELECT {wide} FROM found GROUP BY device, moment),
            told AS ({_with_wearer("wide", "moment", cut)})"""  # noqa: S608 - our own words
    return f"""worn_found AS ({_with_wearer("found", '"at"', cut)}),
            told AS (SELECT {wide}, arg_max(wearer, "at") AS wearer
                     FROM worn_found GROUP BY device, moment)"""  # noqa: S608 - our own words


def _with_wearer(rows: str, at: str, cut: Cut) -> str:
    worn = f"worn.worker IS NOT NULL AND (worn.until IS NULL OR {rows}.{at} < worn.until)"
    return f"""SELECT {rows}.*, CASE WHEN {worn} THEN worn.worker END AS wearer
                FROM {rows} ASOF LEFT JOIN worn ON {rows}.device = worn.device AND {rows}.{at} >= worn.since
                {f"WHERE {worn}" if cut.only_worn else ""}"""  # noqa: S608 - our own words


def _moment(cut: Cut) -> str:
    if cut.every_s is None:
        return '"at"'
    every_us = round(cut.every_s * 1_000_000)
    return f'make_timestamptz((epoch_us("at") // {every_us:d}) * {every_us:d})'


def _value(column: Column, cut: Cut, number: int, given: Given) -> str:
    """Take of a channel's values what is kept; a mean adds up in order of time."""
    given[f"channel_{number}"] = column.channel
    only = f"FILTER (WHERE channel = $channel_{number})"
    if cut.every_s is None:
        return f"any_value({_typed(column.type)}) {only}"
    if column.type is not ColumnType.NUMBER or cut.kept is Kept.LAST:
        return f'arg_max({_typed(column.type)}, "at") {only}'
    if cut.kept is Kept.MEAN:
        return f'list_avg(list({_NUMERIC} ORDER BY "at") {only})'
    return f"{cut.kept}({_NUMERIC}) {only}"


def _typed(kind: ColumnType) -> str:
    return _NUMERIC if kind is ColumnType.NUMBER else TYPED[kind]


def _worn(cut: Cut, given: Given) -> str:
    given |= {
        "worn_device": [each.device for each in cut.worn],
        "worn_worker": [each.worker for each in cut.worn],
        "worn_since": [each.since for each in cut.worn],
        "worn_until": [each.until for each in cut.worn],
    }
    return """
        SELECT unnest($worn_device::VARCHAR[]) AS device, unnest($worn_worker::VARCHAR[]) AS worker,
               unnest($worn_since::TIMESTAMPTZ[]) AS since, unnest($worn_until::TIMESTAMPTZ[]) AS until"""


def _summed(column: Column) -> str:
    name = name_of(column)
    match column.type:
        case ColumnType.NUMBER | ColumnType.INTEGER:
            finite = f"CASE WHEN isfinite({name}::DOUBLE) THEN {name}::DOUBLE END"
            numbers = f"min({finite}), max({finite}), avg({finite}), var_pop({finite}) * count({finite})"
        case ColumnType.FLAG:
            numbers = (
                f"min({name})::INTEGER::DOUBLE, max({name})::INTEGER::DOUBLE, avg({name}::INTEGER), NULL"
            )
        case ColumnType.TIME:
            numbers = f"epoch(min({name})), epoch(max({name})), NULL, NULL"
        case ColumnType.TEXT:
            numbers = "NULL, NULL, NULL, NULL"
    constant = f"CASE WHEN min({name}) = max({name}) THEN min({name})::VARCHAR END"
    return f"count({name}), count(*) - count({name}), {numbers}, {constant}"
