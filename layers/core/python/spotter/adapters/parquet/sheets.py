"""Sheets read by DuckDB: what is in a file, what its columns are taken for, and its rows as parts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from spotter.adapters.parquet import sheet_sql as sql
from spotter.adapters.parquet.tables import summed
from spotter.adapters.parquet.workshop import Workshop
from spotter.contracts.datasets import Cell, Column, ColumnType
from spotter.contracts.sheets import Guess, Preview, SheetForm, SheetOptions, Trouble
from spotter.domain.columns import same_names
from spotter.domain.guesses import guess, warnings_of
from spotter.domain.sheets import as_utf8, delimiter_of
from spotter.errors import Invalid
from spotter.ports.sheets import Sheet, Sheets
from spotter.ports.tables import Written

ROWS_A_PART = 1_000_000
SAMPLED = 5
_KNOWN: dict[str, ColumnType] = {
    "DOUBLE": ColumnType.NUMBER,
    "FLOAT": ColumnType.NUMBER,
    "BOOLEAN": ColumnType.FLAG,
    "VARCHAR": ColumnType.TEXT,
    "UUID": ColumnType.TEXT,
    "DATE": ColumnType.TIME,
    "BIGINT": ColumnType.INTEGER,
    "INTEGER": ColumnType.INTEGER,
    "SMALLINT": ColumnType.INTEGER,
    "TINYINT": ColumnType.INTEGER,
    "UINTEGER": ColumnType.INTEGER,
    "USMALLINT": ColumnType.INTEGER,
    "UTINYINT": ColumnType.INTEGER,
}


class DuckSheets:
    """Reads files into a table of a connection of one thread, so that the same file gives the same parts."""

    def __init__(self, *, memory: str = "1GB", folder: Path | None = None) -> None:
        self._shop = Workshop(threads=1, memory=memory, folder=folder)

    @contextmanager
    def open(self, content: bytes, form: SheetForm, options: SheetOptions) -> Iterator[Sheet]:
        """Read a file, or raise Invalid with the row, the column and the remedy."""
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            encoding, delimiter = "", ""
            if form != "parquet":
                content, encoding = as_utf8(content, options.encoding)
            if form == "csv":
                content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
                delimiter = options.delimiter or delimiter_of(content)
            file = scratch / "sheet"
            file.write_bytes(content)
            names = _read(database, file, form, delimiter, content)
            yield DuckSheet(database, scratch, names, (form, encoding, delimiter), options)


class DuckSheet:
    """A file that is a table now."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        scratch: Path,
        names: dict[str, ColumnType | None],
        read_as: tuple[SheetForm, str, str],
        options: SheetOptions,
    ) -> None:
        self._database = database
        self._scratch = scratch
        self._read_as = read_as
        if unknown := sorted({*options.types, *options.drop}.difference(names)):
            raise Invalid(
                f"there is no column {unknown[0]}; there are {', '.join(names)}",
                field="types",
                column=unknown[0],
            )
        self._names = {name: known for name, known in names.items() if name not in options.drop}
        self._guesses = [self._guess(name, known, options) for name, known in self._names.items()]
        (self._rows,) = database.execute("SELECT count(*) FROM sheet").fetchone() or (0,)
        if not self._rows or not self._guesses:
            raise Invalid(
                "the file has a header and no row" if self._guesses else "no column is left", rows=0
            )

    @property
    def preview(self) -> Preview:
        """Tell what the file is taken for."""
        columns = tuple(each for each, _ in self._guesses)
        troubles = tuple(trouble for _, trouble in self._guesses if trouble is not None)
        listed = ", ".join(f"{said} AS {sql.identifier(name)}" for name, said in self._values().items())
        found = self._database.execute(f"SELECT {listed} FROM sheet ORDER BY rowid LIMIT {SAMPLED}")  # noqa: S608 - our own words
        names = [each[0] for each in found.description or ()]
        sample: list[dict[str, Cell]] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return Preview(
            *self._read_as,
            self._rows,
            columns,
            troubles,
            tuple(warnings_of(columns, self._rows)),
            tuple(sample),
        )

    def parts(self) -> Iterator[Written]:
        """Write its rows as Parquet parts, in their order."""
        columns = [Column(guess.name, guess.type) for guess, _ in self._guesses]
        for number, first in enumerate(range(0, self._rows, ROWS_A_PART)):
            last = min(first + ROWS_A_PART, self._rows)
            part = self._scratch / f"part-{number}.parquet"
            self._database.execute(sql.writing(self._values(), first, last, part))
            yield Written(
                part.read_bytes(), last - first, summed(self._database, part, columns), f"{number:06d}"
            )
            part.unlink()

    def _values(self) -> dict[str, str]:
        return {
            guess.name: sql.typed(guess.name, guess.type, comma=guess.comma)
            if self._names[guess.name] is None
            else f"{sql.identifier(guess.name)}::{sql.SQL_TYPES[guess.type]}"
            for guess, _ in self._guesses
        }

    def _guess(
        self, name: str, known: ColumnType | None, options: SheetOptions
    ) -> tuple[Guess, Trouble | None]:
        said = options.types.get(name)
        if known is not None:
            return self._as_known(name, known, said)
        counts = self._database.execute(sql.guessing(name)).fetchone() or ()
        (rows,) = self._database.execute("SELECT count(*) FROM sheet").fetchone() or (0,)
        taken, doubted = guess(name, rows, counts, said)
        if doubted is None:
            return taken, None
        row, value, count = self._database.execute(
            sql.finding(name, doubted, comma=taken.comma)
        ).fetchone() or (0, "", 0)
        if not count:
            return taken, None
        sentence = f"column {name}, row {row}: {str(value)[:40]!r} is no {doubted}"
        more = f" ({count} of {taken.present} values are none)"
        remedy = f"; correct the file, or say --type {name}=text or {name}=drop"
        return taken, Trouble(name, row, sentence + more + remedy)

    def _as_known(self, name: str, known: ColumnType, said: str | None) -> tuple[Guess, Trouble | None]:
        if said not in {None, known}:
            raise Invalid(f"column {name} is {known} in the file itself; it cannot be {said}", column=name)
        column = sql.identifier(name)
        present, rows, different = self._database.execute(
            f"SELECT count({column}), count(*), count(DISTINCT {column}) FROM sheet"  # noqa: S608 - our own words
        ).fetchone() or (0, 0, 0)
        some = self._database.execute(
            f"SELECT {column}::VARCHAR FROM sheet WHERE {column} IS NOT NULL ORDER BY rowid LIMIT 3"  # noqa: S608 - our own words
        ).fetchall()
        return Guess(name, known, present, rows - present, different, tuple(row[0] for row in some)), None


def _read(
    database: duckdb.DuckDBPyConnection, file: Path, form: SheetForm, delimiter: str, content: bytes
) -> dict[str, ColumnType | None]:
    """Read a file into a table; gives its columns, with their types where the file itself knows them."""
    header = _header(content, delimiter) if form == "csv" else ()
    given = {"delimiter": delimiter} if form == "csv" else {}
    source = sql.reading(form, file, header)
    try:
        described = database.execute(f"SELECT * FROM {source} LIMIT 0", given).description or ()  # noqa: S608 - our own words
        types = {str(each[0]): str(each[1]) for each in described}
        same_names(types)
        told = _told(types, form)
        listed = sql.emptied(list(types)) if form != "parquet" else "*"
        if form == "json":
            source = f"(SELECT {', '.join(map(_as_text, types))} FROM {source})"  # noqa: S608 - our own words
        database.execute(f"CREATE TABLE sheet AS SELECT {listed} FROM {source}", given)  # noqa: S608 - our own words
    except duckdb.Error as err:
        raise Invalid(_why(form, str(err)), field="file") from err
    return told


def _told(types: dict[str, str], form: SheetForm) -> dict[str, ColumnType | None]:
    told: dict[str, ColumnType | None] = {}
    for name, said in types.items():
        plain = re.sub(r"\(.*\)", "", said)
        known = _KNOWN.get(plain) or (ColumnType.TIME if plain.startswith("TIMESTAMP") else None)
        known = known or (ColumnType.NUMBER if plain in {"DECIMAL", "UBIGINT", "HUGEINT"} else None)
        if known is None and (form == "parquet" or plain not in {"JSON", "NULL", "TIME"}):
            sentence = f"column {name} holds {said}, which is no number, text, flag or time"
            raise Invalid(f"{sentence}; write it as columns of its own", column=name)
        told[name] = known if form == "parquet" else None
    return told


def _header(content: bytes, delimiter: str) -> Sequence[str]:
    line = content.partition(b"\n")[0].decode()
    header = [name.strip() for name in next(csv.reader(io.StringIO(line), delimiter=delimiter), [])]
    for number, name in enumerate(header, start=1):
        if not name:
            raise Invalid(f"row 1, column {number}: the header has no name there", row=1, column=number)
    if not header:
        raise Invalid("the file is empty", field="file")
    if content.count(b'"') % 2:
        row = content.count(b"\n", 0, content.rfind(b'"')) + 1
        raise Invalid(f"row {row} or before: a quotation mark is not closed", row=row)
    same_names(header)
    return header


def _as_text(name: str) -> str:
    column = sql.identifier(name)
    return f"json_extract_string(to_json({column}), '$') AS {column}"


def _why(form: SheetForm, said: str) -> str:
    """Say what DuckDB found wrong, in words."""
    if form == "parquet":
        return f"this is no complete Parquet file; it was cut off, or is something else: {_first(said)}"
    line = re.search(r"[Ll]ine:? (\d+)", said)
    row = f"row {line[1]}: " if line else ""
    widths = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if widths:
        return (
            f"{row}{widths[2]} columns, and the header has {widths[1]}; is a delimiter in a text not quoted?"
        )
    return f"{row}this is no {form.upper()} that can be read: {_first(said)}"


def _first(said: str) -> str:
    """Give the first line of what was said, without the name of the copy that was looked at."""
    return re.sub(r" of file '[^']*'", "", said.partition("\n")[0])[:160]


if TYPE_CHECKING:
    _port: type[Sheets] = DuckSheets
    _sheet: type[Sheet] = DuckSheet
