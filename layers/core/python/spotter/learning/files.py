"""CSV and Parquet files as tables, and predictions as CSV, through polars: only where people have files."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import math
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from spotter.domain.sheets import as_utf8, delimiter_of
from spotter.errors import Invalid, NotFound, Unavailable
from spotter.learning.arrays import Floats
from spotter.learning.predictions import Predictions
from spotter.learning.tables import Column, Numbers, Table, words_of

if TYPE_CHECKING:
    import polars as pl

_LOOKED_AT = 64 * 1024
_COMMA = re.compile(r"[+-]?\d+,\d+")
_POINT = re.compile(r"[+-]?\d+\.\d+")
NULLS = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]


def read_table(path: Path) -> Table:
    """Read a `.parquet`, `.csv` or `.csv.gz` file.

    Raises:
        NotFound: there is no such file.
        Invalid: it cannot be read, or has no rows.
    """
    if not path.is_file():
        raise NotFound("file", str(path))
    _check_names(path)
    frame = _frame(path)
    if frame.height == 0:
        raise Invalid(f"{path} has no rows", file=str(path))
    columns = {name: _column(frame.get_column(name)) for name in frame.columns}
    return Table(columns, frame.height, hashlib.sha256(path.read_bytes()).hexdigest())


def read_frame(path: Path) -> pl.DataFrame:
    """Read the rows of a file as they are, for who writes them again beside others."""
    return _frame(path)


def write_predictions(path: Path, predictions: Predictions) -> None:
    """Write `prediction` and, for classes, one `proba_<class>` column each, in the order of the rows.

    Raises:
        Unavailable: the file cannot be written.
    """
    import polars as pl

    columns: dict[str, object] = {"prediction": predictions.values}
    for at, name in enumerate(predictions.classes):
        columns[f"proba_{name}"] = predictions.probabilities[:, at]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(columns).write_csv(path)
    except OSError as err:
        raise Unavailable(f"cannot write {path}: {err.strerror}", file=str(path)) from err


def write_table(path: Path, table: Table) -> None:
    """Write a table as `.parquet`, `.csv` or `.csv.gz`; a missing value is empty.

    Raises:
        Unavailable: the file cannot be written.
    """
    import polars as pl

    frame = pl.DataFrame({name: _series(column) for name, column in table.columns.items()})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            frame.write_parquet(path)
        else:
            content = frame.write_csv().encode()
            path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    except OSError as err:
        raise Unavailable(f"cannot write {path}: {err.strerror}", file=str(path)) from err


def _series(column: Column) -> list[object]:
    if isinstance(column, Numbers):
        as_kept = int if column.kind in {"int", "bool"} else float
        return [None if math.isnan(value) else as_kept(value) for value in column.values.tolist()]
    return [None if code < 0 else column.words[code] for code in column.codes.tolist()]


def _check_names(path: Path) -> None:
    """Refuse a header that says a name twice: nobody could tell which column is meant."""
    if path.suffix == ".parquet":
        return
    head = _begin(path)
    try:
        told, _ = as_utf8(head[: head.rfind(b"\n") + 1] or head, None)
        lines = io.StringIO(told.decode().removeprefix("\ufeff"), newline="")
        names = next(csv.reader(lines, delimiter=delimiter_of(told)), [])
    except (Invalid, csv.Error):
        return  # what is no CSV is said by who reads it
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Invalid(f"{path} has two columns named {', '.join(twice)}; rename one", file=str(path))


def _frame(path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return _csv(path)
    except pl.exceptions.NoDataError as err:
        raise Invalid(f"{path} has no rows", file=str(path)) from err
    except (pl.exceptions.PolarsError, OSError) as err:
        reason = str(err).strip().splitlines()[0]
        raise Invalid(f"{path} cannot be read as CSV or Parquet: {reason}", file=str(path)) from err


def _csv(path: Path) -> pl.DataFrame:
    """Read a CSV as spreadsheets of any country write it: delimiter, decimal mark and encoding are found."""
    import polars as pl

    head = _begin(path)
    try:
        if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return pl.read_csv(path, **_told_by(head))
    except pl.exceptions.NoDataError:
        raise
    except pl.exceptions.PolarsError:
        if as_utf8(_begin(path, -1), None)[1] == "utf-8":
            raise
    content, _ = as_utf8(_begin(path, -1), None)
    return pl.read_csv(content, **_told_by(content[:_LOOKED_AT]))


def _told_by(head: bytes) -> dict[str, Any]:
    """Say how to read a CSV that begins so."""
    delimiter = delimiter_of(head)
    decimal_comma = False
    if delimiter != ",":
        rows = csv.reader(io.StringIO(head.decode(errors="ignore")), delimiter=delimiter)
        cells = [cell.strip() for row in rows for cell in row]
        decimal_comma = any(map(_COMMA.fullmatch, cells)) and not any(map(_POINT.fullmatch, cells))
    return {
        "separator": delimiter,
        "decimal_comma": decimal_comma,
        "infer_schema_length": None,
        "null_values": NULLS,
        "try_parse_dates": True,
    }


def _begin(path: Path, most: int = _LOOKED_AT) -> bytes:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            return bytes(file.read(most))
    except (OSError, EOFError, zlib.error):
        return b""  # what is no CSV is said by who reads it


def _column(series: pl.Series) -> Column:
    import polars as pl

    dtype = series.dtype
    if dtype.is_temporal() and dtype not in (pl.Duration, pl.Time):
        seconds = series.cast(pl.Datetime("us")).dt.epoch("us").cast(pl.Float64) / 1e6
        return Numbers(_floats(seconds), "time")
    if dtype == pl.Boolean:
        return Numbers(_floats(series), "bool")
    if dtype.is_numeric():
        return Numbers(_floats(series), "int" if dtype.is_integer() else "float")
    return words_of(series.cast(pl.String).to_list())


def _floats(series: pl.Series) -> Floats:
    import polars as pl

    return np.array(series.cast(pl.Float64).fill_null(float("nan")).to_numpy(), dtype=np.float64)
