"""The SQL that packs, unpacks and asks. What callers say is always a parameter, never part of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from spotter.adapters.parquet.conditions import Conditions
from spotter.adapters.parquet.workshop import quoted
from spotter.contracts.archive import ExportFormat, Selection
from spotter.domain.proofs import moment_of

Row = dict[str, Any]  # columns of a question, as DuckDB gives them

_KINDS = {"number": "floats", "integer": "integers", "flag": "flags", "text": "texts"}
_TYPES = {"number": "DOUBLE", "integer": "BIGINT", "flag": "BOOLEAN", "text": "VARCHAR"}
_IDENTITY = 'device, boot, seq, "at", arrived, profile, profile_version, variant'
_ORDER = 'device, channel, "at", boot, seq, arrived, variant'
_TIES = '("at", boot, seq, arrived, variant)'
"""What tells values of one moment apart; of those that count there is one a moment."""
_WORST = "max(CASE trust WHEN 'bad' THEN 3 WHEN 'suspect' THEN 2 ELSE 1 END)"
_NUMERIC = "coalesce(number, integer::DOUBLE, flag::INTEGER::DOUBLE)"


class Files(NamedTuple):
    """Where to look: the files of compacted days, and one of what came since."""

    settled: Sequence[Path]
    fresh: Path | None


class Question(NamedTuple):
    """SQL and what it is given."""

    text: str
    given: dict[str, object]


def packing(staged: Path, packed: Path, line: str, rows_a_group: int) -> str:
    """Take staged lines apart, a row for each value, and write them in order."""
    kinds = " UNION ALL ".join(_cells(kind, source) for kind, source in _KINDS.items())
    empty = " AND ".join(f"len(coalesce(map_keys({source}), [])) = 0" for source in _KINDS.values())
    nothing = ", ".join(f"NULL::{kind} AS {name}" for name, kind in _TYPES.items())
    columns = f"{_IDENTITY}, trusts, doubts, lost"
    return f"""
        COPY (
            WITH lines AS (SELECT * FROM read_json({quoted(staged)}, format = 'newline_delimited',
                                                   maximum_object_size = 16777216, columns = {line})),
            cells AS ({kinds} UNION ALL SELECT {columns}, '' AS channel, {nothing} FROM lines WHERE {empty})
            SELECT device, channel, make_timestamptz("at") AS "at", boot, seq,
                   make_timestamptz(arrived) AS arrived, profile, profile_version, variant,
                   number, integer, flag, text,
                   coalesce(trusts[channel], 'good') AS trust, coalesce(doubts[channel], []) AS doubts,
                   lost[channel] AS reason
            FROM cells ORDER BY {_ORDER}
        ) TO {quoted(packed)} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd,
                                ROW_GROUP_SIZE {rows_a_group})"""  # noqa: S608 - our own words and paths


def unpacking(packed: Path) -> str:
    """Bring the rows of each reading together again."""
    lists = ", ".join(f"list({name})" for name in ("channel", "doubts", *_TYPES))
    return f"""
        SELECT device, boot, seq, epoch_us("at"), epoch_us(arrived), profile, profile_version, variant,
               {lists}
        FROM read_parquet({quoted(packed)}) GROUP BY ALL"""  # noqa: S608 - our own words and paths


def asking(files: Files, wanted: Selection) -> Question:
    """Ask for the wanted values, or for the buckets that they come down to."""
    conditions = Conditions.of(wanted)
    found = f"SELECT * FROM ({_everything(files, conditions)}) WHERE {conditions.of_found}"  # noqa: S608 - our own words
    if wanted.every_s is None:
        text = f"SELECT {_VALUE} FROM ({found}) ORDER BY {_ORDER}"  # noqa: S608 - our own words
    else:
        order = _TIES if wanted.losers else '"at"'
        text = _bucketed(found, round(wanted.every_s * 1_000_000), order, conditions)
    if wanted.limit is not None:
        text += f" LIMIT {wanted.limit:d}"
    return Question(text, conditions.given if files.settled or files.fresh else {})


TIMES = "TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'"
"""How a text writes a time: ISO 8601 in UTC, to the microsecond that is kept."""


def exporting(question: Question, wanted: Selection, target: Path, form: ExportFormat) -> str:
    """Write the answer to a question into a file, with times as times."""
    options = {
        "csv": f"FORMAT csv, HEADER, {TIMES}",
        "json": f"FORMAT json, {TIMES}",
        "parquet": "FORMAT parquet, COMPRESSION zstd",
    }
    times = ("at", "arrived") if wanted.every_s is None else ("at",)
    moments = ", ".join(f'make_timestamptz("{name}") AS "{name}"' for name in times)
    return f"""
        COPY (SELECT * REPLACE ({moments}) FROM ({question.text}) AS asked)
        TO {quoted(target)} ({options[form]})"""  # noqa: S608 - our own words and paths


def told(row: Row) -> Row:
    """Make of a row of columns what the contracts call it: one value of whatever type, aware times."""
    typed = [row.pop(name) for name in _TYPES]
    row["value" if "boot" in row else "last"] = next((each for each in typed if each is not None), None)
    row["at"] = moment_of(row["at"])
    if "arrived" in row:
        row["arrived"] = moment_of(row["arrived"])
    return row


_VALUE = """
    device, channel, epoch_us("at") AS "at", number, integer, flag, text, trust, doubts, boot, seq,
    epoch_us(arrived) AS arrived, profile, profile_version, variant, reason"""


_NOTHING = """
    SELECT NULL::VARCHAR AS device, NULL::VARCHAR AS channel, NULL::TIMESTAMPTZ AS "at",
           NULL::VARCHAR AS boot, NULL::BIGINT AS seq, NULL::TIMESTAMPTZ AS arrived, NULL::VARCHAR AS profile,
           NULL::BIGINT AS profile_version, NULL::BIGINT AS variant, NULL::DOUBLE AS number,
           NULL::BIGINT AS integer, NULL::BOOLEAN AS flag, NULL::VARCHAR AS text,
           NULL::VARCHAR AS trust, []::VARCHAR[] AS doubts, NULL::VARCHAR AS reason WHERE false"""


def _cells(kind: str, source: str) -> str:
    typed = ", ".join(
        f"cell.value AS {name}" if name == kind else f"NULL::{sql} AS {name}" for name, sql in _TYPES.items()
    )
    columns = f"{_IDENTITY}, trusts, doubts, lost"
    return f"""
        SELECT {columns}, cell.key AS channel, {typed}
        FROM (SELECT {columns}, unnest(map_entries({source})) AS cell FROM lines)"""  # noqa: S608 - our own words


def _everything(files: Files, conditions: Conditions) -> str:
    """Bring settled and fresh rows together: a fresh one that is there already is left out."""
    rows = [
        _read(paths, conditions) for paths in (files.settled, [files.fresh] if files.fresh else []) if paths
    ]
    if len(rows) < len(files):
        return rows[0] if rows else _NOTHING
    settled, fresh = rows
    return f"""
        WITH settled AS ({settled}), fresh AS ({fresh}),
        newer AS (SELECT * FROM fresh ANTI JOIN settled USING (device, boot, seq)),
        taken AS (SELECT DISTINCT device, channel, "at" FROM settled)
        SELECT * FROM settled UNION ALL BY NAME
        SELECT newer.* REPLACE (CASE WHEN taken.device IS NULL THEN newer.reason
                                ELSE coalesce(newer.reason, 'same_moment') END AS reason)
        FROM newer LEFT JOIN taken USING (device, channel, "at")"""  # noqa: S608 - our own words


def _bucketed(found: str, every_us: int, order: str, conditions: Conditions) -> str:
    begun = f'(epoch_us("at") // {every_us:d}) * {every_us:d}'
    typed = ", ".join(f"last.{name} AS {name}" for name in _TYPES)
    packed = ", ".join(f"{name} := {name}" for name in _TYPES)
    return f"""
        SELECT * EXCLUDE (last), {typed} FROM (
            SELECT device, channel, {begun} AS "at", count(*) AS count, min({_NUMERIC}) AS minimum,
                   max({_NUMERIC}) AS maximum, avg({_NUMERIC}) AS mean,
                   arg_max(struct_pack({packed}), {order}) AS last,
                   CASE {_WORST} WHEN 3 THEN 'bad' WHEN 2 THEN 'suspect' ELSE 'good' END AS trust
            FROM ({found}) AS found GROUP BY device, channel, {begun}
        ) WHERE {conditions.of_buckets} ORDER BY device, channel, "at" """  # noqa: S608 - our own words


def _read(paths: Iterable[Path], conditions: Conditions) -> str:
    listed = ", ".join(quoted(path) for path in paths)
    return f"SELECT * FROM read_parquet([{listed}]) WHERE {conditions.of_rows}"  # noqa: S608 - our own words
