"""Rows of a version with the label that people decided: one more column beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from spotter.adapters.parquet.versions import FORMATS
from spotter.adapters.parquet.workshop import Workshop, quoted
from spotter.contracts.archive import ExportFormat
from spotter.contracts.labels import Interval
from spotter.errors import Invalid

NEEDED = ("device", "at")


class Labelled(NamedTuple):
    """How many rows carry the label, how many do not, and of how many nobody knows."""

    positive: int
    negative: int
    unknown: int


def write_labelled(
    parts: Sequence[Path],
    target: Path,
    form: ExportFormat,
    label: str,
    *,
    marked: Sequence[Interval],
    excluded: Sequence[Interval],
) -> Labelled:
    """Write Parquet parts as one file with a column more: 1, 0, or empty where nobody knows.

    Raises:
        Invalid: the parts have no device and no time, or a column of the label's name.
    """
    with Workshop(threads=1, memory="2GB").connected() as database:
        source = f"read_parquet([{', '.join(map(quoted, parts))}], union_by_name = true)"
        names = {row[0] for row in database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}  # noqa: S608 - our own words
        if not names.issuperset(NEEDED):
            raise Invalid("only rows with a device and a time can be labelled", lacking=list(NEEDED))
        if label in names:
            raise Invalid(f"the version has a column {label} already", column=label)
        for table, intervals in (("marked", marked), ("excluded", excluded)):
            database.execute(f'CREATE TABLE {table} (device VARCHAR, since TIMESTAMPTZ, "until" TIMESTAMPTZ)')
            if intervals:
                told = [(each.device, each.start, each.end) for each in intervals]
                database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", told)  # noqa: S608 - our own words
        database.execute(_labelling(source, label))
        ordered = "SELECT * EXCLUDE place FROM whole ORDER BY place"
        database.execute(f"COPY ({ordered}) TO {quoted(target)} {FORMATS[form]}")
        name = '"' + label.replace('"', '""') + '"'
        counts = f"count(*) FILTER ({name} = 1), count(*) FILTER ({name} = 0), count(*) - count({name})"
        return Labelled(*(database.execute(f"SELECT {counts} FROM whole").fetchone() or (0, 0, 0)))  # noqa: S608 - our own words


def _labelling(source: str, label: str) -> str:
    name = '"' + label.replace('"', '""') + '"'
    inside = 'i.device = r.device AND r."at" >= i.since AND r."at" < i."until"'
    within = f"EXISTS (SELECT 1 FROM {{0}} AS i WHERE {inside})"  # noqa: S608 - our own words
    return f"""
        CREATE TABLE whole AS
        SELECT r.*, CASE WHEN {within.format("excluded")} THEN NULL
                         WHEN {within.format("marked")} THEN 1 ELSE 0 END::TINYINT AS {name}
        FROM (SELECT *, row_number() OVER () AS place FROM {source}) AS r"""  # noqa: S608 - our own words
