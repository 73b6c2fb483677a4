"""The SQL that reads sheets, guesses what their columns are, and writes them as parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from spotter.adapters.parquet.wide import FORMAT
from spotter.adapters.parquet.workshop import quoted
from spotter.contracts.datasets import ColumnType
from spotter.contracts.sheets import SheetForm

MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "#N/A")
"""What stands for no value in a text file."""

SQL_TYPES = {
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.FLAG: "BOOLEAN",
    ColumnType.TEXT: "VARCHAR",
    ColumnType.TIME: "TIMESTAMPTZ",
}

_COMMA = r"^[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$"
_INTEGER = r"^[-+]?\d{1,19}$"
_NUMBER = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"
_TIME = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?\s*(Z|[-+]\d{2}(:?\d{2})?)?)?$"
_FLAG = r"^([Tt]rue|[Ff]alse|TRUE|FALSE)$"


def reading(form: SheetForm, file: Path, header: Sequence[str]) -> str:
    """Read a file as it stands: texts from CSV and JSON, typed values from Parquet."""
    match form:
        case "csv":
            columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in header)
            return f"""
                read_csv({quoted(file)}, delim = $delimiter, columns = {{{columns}}}, header = true,
                         quote = '"', escape = '"', auto_detect = false, strict_mode = true,
                         null_padding = false, parallel = false, max_line_size = 16777216,
                         new_line = '\\n')"""
        case "json":
            return f"read_json({quoted(file)}, maximum_object_size = 16777216, sample_size = -1)"
        case "parquet":
            return f"read_parquet({quoted(file)})"


def typed(name: str, kind: ColumnType, *, comma: bool) -> str:
    """Make of a text what the column is; NULL where it is no such thing."""
    column = identifier(name)
    if comma:
        plain = f"replace(replace({column}, '.', ''), ',', '.')"
        return f"CASE WHEN regexp_full_match({column}, '{_COMMA}') THEN try_cast({plain} AS DOUBLE) END"
    matches = {
        ColumnType.NUMBER: _NUMBER,
        ColumnType.INTEGER: _INTEGER,
        ColumnType.FLAG: _FLAG,
        ColumnType.TIME: _TIME,
    }
    if kind is ColumnType.TEXT:
        return column
    return (
        f"CASE WHEN regexp_full_match({column}, '{matches[kind]}') "
        f"THEN try_cast({column} AS {SQL_TYPES[kind]}) END"
    )


def guessing(name: str) -> str:
    """Count how many values of a column of texts are of each type, and how many different ones there are."""
    column = identifier(name)
    kinds = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.FLAG, ColumnType.TIME)
    counts = ", ".join(f"count({typed(name, kind, comma=False)})" for kind in kinds)
    commas = f"count({typed(name, ColumnType.NUMBER, comma=True)})"
    return f"""
        SELECT count({column}), count(DISTINCT {column}), {counts}, {commas},
               list({column} ORDER BY rowid) FILTER (WHERE rowid < 20 AND {column} IS NOT NULL)
        FROM sheet"""  # noqa: S608 - our own words


def finding(name: str, kind: ColumnType, *, comma: bool) -> str:
    """Find the first value of a column that is not of a type, and how many there are."""
    column = identifier(name)
    return f"""
        SELECT min(rowid) + 1, arg_min({column}, rowid), count(*) FROM sheet
        WHERE {column} IS NOT NULL AND {typed(name, kind, comma=comma)} IS NULL"""  # noqa: S608 - our own words


def writing(columns: Mapping[str, str], first: int, last: int, target: Path) -> str:
    """Write some rows as a part."""
    listed = ", ".join(f"{said} AS {identifier(name)}" for name, said in columns.items())
    return f"""
        COPY (SELECT {listed} FROM sheet WHERE rowid >= {first:d} AND rowid < {last:d} ORDER BY rowid)
        TO {quoted(target)} {FORMAT}"""  # noqa: S608 - our own words


def emptied(names: Sequence[str]) -> str:
    """Take texts that stand for no value as none."""
    nothing = ", ".join(map(_literal, MISSING))
    return ", ".join(
        f"CASE WHEN trim({column}) NOT IN ({nothing}) THEN trim({column}) END AS {column}"
        for column in map(identifier, names)
    )


def identifier(name: str) -> str:
    """Write a name in quotation marks, so that no text in it is taken for SQL."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
