"""Tables: named columns of numbers or words, and how a dataset version becomes one without polars."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from spotter.errors import Invalid
from spotter.learning.arrays import Flags, Floats, Ints

MISSING_WORDS = frozenset({"", "na", "nan", "null", "none"})
"""What stands for a missing value in a text file, whatever its case."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """A numeric column; NaN is missing. Times are epoch seconds."""

    values: Floats
    kind: Literal["float", "int", "bool", "time"] = "float"

    @property
    def missing(self) -> Flags:
        """Where there is no value."""
        return np.isnan(self.values)

    def taken(self, rows: Ints) -> Numbers:
        """The same column with only these rows, in this order."""
        return Numbers(self.values[rows], self.kind)

    def keys(self) -> Floats:
        """What to compare when rows are grouped by this column."""
        return self.values


@dataclass(frozen=True, eq=False)
class Words:
    """A text column as codes into its sorted distinct words; -1 is missing."""

    codes: Ints
    words: tuple[str, ...]

    @property
    def missing(self) -> Flags:
        """Where there is no value."""
        return self.codes < 0

    def taken(self, rows: Ints) -> Words:
        """The same column with only these rows, in this order."""
        return Words(self.codes[rows], self.words)

    def keys(self) -> Ints:
        """What to compare when rows are grouped by this column."""
        return self.codes


Column = Numbers | Words


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length in the order of their source, whose digest goes into the model card."""

    columns: Mapping[str, Column]
    rows: int
    digest: str = ""

    def column(self, name: str, *, role: str) -> Column:
        """Give a column, or raise Invalid naming those that exist."""
        if name not in self.columns:
            there = ", ".join(self.columns)
            raise Invalid(f"the {role} column {name} is not in the data, which has: {there}", column=name)
        return self.columns[name]

    def taken(self, rows: Ints) -> Table:
        """The same table with only these rows, in this order."""
        columns = {name: column.taken(rows) for name, column in self.columns.items()}
        return Table(columns, rows.size, self.digest)


def words_of(values: Sequence[str | None]) -> Words:
    """Encode texts by their sorted distinct values.

    >>> words_of(["b", None, "a"]).words
    ('a', 'b')
    """
    words = tuple(sorted({value for value in values if value is not None}))
    code = {word: at for at, word in enumerate(words)}
    codes = np.array([-1 if value is None else code[value] for value in values], dtype=np.int64)
    return Words(codes, words)


def as_words(column: Column) -> Words:
    """Read a column as names without an order."""
    if isinstance(column, Words):
        return column
    return words_of([None if math.isnan(value) else text_of(value) for value in column.values.tolist()])


def text_of(value: float) -> str:
    """Write a number as the name that it is, whole ones without a point.

    >>> text_of(3.0)
    '3'
    """
    return f"{value:.0f}" if value.is_integer() else str(value)


def table_from_parts(parts: Sequence[bytes]) -> Table:
    """Read the parts of a dataset version: gzip CSV, each with the same header.

    Raises:
        Invalid: a part is not gzip CSV, has another header, or there are no rows at all.
    """
    digest = hashlib.sha256()
    header: list[str] | None = None
    rows: list[list[str]] = []
    for part in parts:
        digest.update(part)
        lines = _lines(part)
        names = next(lines, [])
        if header is not None and names != header:
            raise Invalid("the parts of a dataset have different columns", first=header, other=names)
        header = names
        rows.extend(lines)
    if not header or not rows:
        raise Invalid("the dataset has no rows")
    _check_header(header, rows)
    columns = {name: _column([row[at] for row in rows]) for at, name in enumerate(header)}
    return Table(columns, len(rows), digest.hexdigest())


def _lines(part: bytes) -> Iterator[list[str]]:
    try:
        text = gzip.decompress(part).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as err:
        raise Invalid(f"a part of the dataset is not gzip CSV: {err}") from err
    return iter(list(csv.reader(io.StringIO(text))))


def _check_header(header: list[str], rows: list[list[str]]) -> None:
    if len(set(header)) < len(header):
        raise Invalid("two columns have the same name", columns=header)
    if any(len(row) != len(header) for row in rows):
        raise Invalid("a row has more or fewer values than there are columns", columns=len(header))


def _column(texts: list[str]) -> Column:
    said = [None if text.strip().lower() in MISSING_WORDS else text for text in texts]
    try:
        values = np.array([np.nan if text is None else float(text) for text in said], dtype=np.float64)
    except ValueError:
        return words_of(said)
    return Numbers(values, "int" if is_whole(values) else "float")


def is_whole(values: Floats) -> bool:
    """Tell whether every value that is there is a whole number."""
    there = values[~np.isnan(values)]
    return bool(np.all(np.isfinite(there)) and np.all(there == np.round(there)))
