"""The SQL that compares the parts of versions, and writes them in other forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from spotter.adapters.parquet.questions import TIMES, Question
from spotter.adapters.parquet.wide import FORMAT, name_of
from spotter.adapters.parquet.workshop import quoted
from spotter.contracts.archive import ExportFormat
from spotter.contracts.datasets import Column

_NO_ROWS = "(SELECT {columns} WHERE false)"
FORMATS: Mapping[str, str] = {
    "csv": f"(FORMAT csv, HEADER, {TIMES})",
    "json": f"(FORMAT json, {TIMES})",
    "parquet": FORMAT,
}


def comparing(
    before: Sequence[Path], after: Sequence[Path], columns: Sequence[Column], keys: Sequence[str]
) -> str:
    """Count what was added, removed and changed."""
    names = [name_of(column) for column in columns]
    old, new = (_side(files, columns) for files in (before, after))
    if not keys:
        listed = ", ".join(names)
        only = "(SELECT count(*) FROM (SELECT {0} FROM {1} EXCEPT ALL SELECT {0} FROM {2}))"
        return f"SELECT {only.format(listed, new, old)}, {only.format(listed, old, new)}, 0"
    same = " AND ".join(f'old."{key}" = new."{key}"' for key in keys)
    others = [name for name, column in zip(names, columns, strict=True) if column.name not in keys]
    differs = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in others) or "false"
    both = f'old."{keys[0]}" IS NOT NULL AND new."{keys[0]}" IS NOT NULL'
    return f"""
        SELECT count(*) FILTER (WHERE old."{keys[0]}" IS NULL),
               count(*) FILTER (WHERE new."{keys[0]}" IS NULL),
               count(*) FILTER (WHERE {both} AND ({differs}))
        FROM {old} AS old FULL OUTER JOIN {new} AS new ON {same}"""  # noqa: S608 - our own words


def converting(source: Path, target: Path, form: ExportFormat, named: Mapping[str, str]) -> Question:
    """Write a part in another form; a pseudonym that has a name becomes it."""
    if not named:
        text = f"COPY (SELECT * FROM read_parquet({quoted(source)})) TO {quoted(target)} {FORMATS[form]}"  # noqa: S608 - our own words
        return Question(text, {})
    text = f"""
        COPY (
            WITH known AS (
                SELECT unnest($pseudonyms::VARCHAR[]) AS pseudonym, unnest($names::VARCHAR[]) AS name)
            SELECT part.* EXCLUDE (file_row_number) REPLACE (coalesce(known.name, part.worker) AS worker)
            FROM read_parquet({quoted(source)}, file_row_number = true) AS part
            LEFT JOIN known ON part.worker = known.pseudonym
            ORDER BY part.file_row_number
        ) TO {quoted(target)} {FORMATS[form]}"""  # noqa: S608 - our own words
    return Question(text, {"pseudonyms": list(named), "names": list(named.values())})


def _side(files: Sequence[Path], columns: Sequence[Column]) -> str:
    if files:
        return f"read_parquet([{', '.join(map(quoted, files))}])"
    nothing = ", ".join(f"NULL AS {name_of(column)}" for column in columns)
    return _NO_ROWS.format(columns=nothing)
