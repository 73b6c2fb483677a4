"""Files that people bring: what they are taken for, and how it is said what is wrong with them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from builders.datasets import rows_of
from spotter.adapters.parquet.sheets import DuckSheets
from spotter.contracts.datasets import ColumnType
from spotter.contracts.sheets import Preview, SheetOptions
from spotter.domain.sheets import form_of, unpacked
from spotter.errors import Invalid, Oversized

SHEETS = DuckSheets(memory="500MB")
PLAIN = SheetOptions()


def looked_at(name: str, content: bytes, options: SheetOptions = PLAIN) -> Preview:
    name, content = unpacked(name, content)
    with SHEETS.open(content, form_of(name), options) as sheet:
        return sheet.preview


def taken(name: str, content: bytes, options: SheetOptions = PLAIN) -> list[dict[str, object]]:
    with SHEETS.open(content, form_of(name), options) as sheet:
        return [row for part in sheet.parts() for row in rows_of(part.content)]


def types_of(preview: Preview) -> dict[str, ColumnType]:
    return {column.name: column.type for column in preview.columns}


def test_the_columns_of_a_csv_are_taken_for_what_their_values_are() -> None:
    content = (
        b"at,worker,beats,ch4,sos,note\n"
        b"2026-11-24T09:00:00Z,kim,61,0.5,true,ok\n"
        b'2026-11-24T09:00:01Z,kim,,1e-3,False,"a, b"\n'
        b"2026-11-24T09:00:02+09:00,lee,NA,-.5,TRUE,\n"
    )

    preview = looked_at("gas.csv", content)
    rows = taken("gas.csv", content)

    assert types_of(preview) == {
        "at": ColumnType.TIME,
        "worker": ColumnType.TEXT,
        "beats": ColumnType.INTEGER,
        "ch4": ColumnType.NUMBER,
        "sos": ColumnType.FLAG,
        "note": ColumnType.TEXT,
    }
    assert (preview.rows, preview.delimiter, preview.encoding, preview.troubles) == (3, ",", "utf-8", ())
    assert rows[1] == {
        "at": datetime(2026, 11, 24, 9, 0, 1, tzinfo=UTC),
        "worker": "kim",
        "beats": None,
        "ch4": 0.001,
        "sos": False,
        "note": "a, b",
    }
    assert rows[2]["at"] == datetime(2026, 11, 24, 0, 0, 2, tzinfo=UTC)


def test_korean_in_cp949_with_semicolons_and_decimal_commas_is_read() -> None:
    content = "시각;작업자;메탄\r\n2026-11-24;김;0,5\r\n2026-11-25;이;1.234,75\r\n".encode("cp949")

    preview = looked_at("gas.csv", content)

    assert (preview.encoding, preview.delimiter) == ("cp949", ";")
    assert types_of(preview)["메탄"] is ColumnType.NUMBER
    assert [row["메탄"] for row in taken("gas.csv", content)] == [0.5, 1234.75]
    assert any("decimal commas" in warning for warning in preview.warnings)


def test_a_guess_can_be_corrected() -> None:
    content = b"badge,level\n007,1\n042,2\n"

    corrected = SheetOptions(types={"badge": ColumnType.TEXT}, drop=("level",))

    assert types_of(looked_at("a.csv", content))["badge"] is ColumnType.INTEGER
    assert taken("a.csv", content, corrected) == [{"badge": "007"}, {"badge": "042"}]
    with pytest.raises(Invalid, match="no column badges; there are badge, level"):
        looked_at("a.csv", content, SheetOptions(types={"badges": ColumnType.TEXT}))


def test_a_value_of_another_type_is_pointed_out_by_row_and_column() -> None:
    content = "ch4\n" + "0.5\n" * 16 + "high\n" + "0.5\n" * 3

    (trouble,) = looked_at("gas.csv", content.encode()).troubles

    assert (trouble.column, trouble.row) == ("ch4", 17)
    assert trouble.sentence == (
        "column ch4, row 17: 'high' is no number (1 of 20 values are none); correct the file, "
        "or say --type ch4=text or ch4=drop"
    )
    as_text = SheetOptions(types={"ch4": ColumnType.TEXT})
    assert looked_at("gas.csv", content.encode(), as_text).troubles == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n1,2,3\n", r"row 3: 3 columns, and the header has 2"),
        (b"a,b\n1,2\n1\n", r"row 3: 1 columns, and the header has 2"),
        (b'a,b\n1,"2\n', "quotation mark is not closed"),
        (b"a,,c\n1,2,3\n", "row 1, column 2: the header has no name"),
        (b"a,b,A\n1,2,3\n", "row 1, column 3: A is the name of column 1 already"),
        (b"a,b\n", "a header and no row"),
        (b"", "the file is empty"),
        (b"a,b\n1,\xff\xff\n", "row 2, column 2: byte 0xff is no utf-8"),
    ],
)
def test_a_csv_that_cannot_be_read_says_where(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        looked_at("a.csv", content)


def test_a_named_encoding_is_the_only_one_that_is_tried() -> None:
    content = "이름\n김\n".encode("cp949")

    with pytest.raises(Invalid, match=r"row 1, column 1: .* is no utf-8"):
        looked_at("a.csv", content, SheetOptions(encoding="utf-8"))
    with pytest.raises(Invalid, match="nobody knows the encoding klingon"):
        looked_at("a.csv", content, SheetOptions(encoding="klingon"))
    assert looked_at("a.csv", "a\n1\n".encode("utf-16")).encoding == "utf-16"


def a_parquet(folder: Path, query: str) -> bytes:
    file = folder / "a.parquet"
    duckdb.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
    return file.read_bytes()


def test_parquet_keeps_its_types_and_a_truncated_one_is_refused(tmp_path: Path) -> None:
    query = (
        "SELECT 1.5::FLOAT AS f, 2::SMALLINT AS i, 'x' AS t, DATE '2026-11-24' AS d, 1.25::DECIMAL(5,2) AS m"
    )
    content = a_parquet(tmp_path, query)

    row = taken("a.parquet", content)[0]

    assert (row["f"], row["i"], row["t"], row["m"]) == (1.5, 2, "x", 1.25)
    assert row["d"] == datetime(2026, 11, 24, tzinfo=UTC)
    with pytest.raises(Invalid, match="no complete Parquet file; it was cut off") as refused:
        looked_at("a.parquet", content[: len(content) // 2])
    with pytest.raises(Invalid, match="column l holds INTEGER"):
        looked_at("a.parquet", a_parquet(tmp_path, "SELECT [1, 2] AS l"))

    assert "/" not in refused.value.sentence


@pytest.mark.parametrize("lines", [True, False], ids=["lines", "array"])
def test_json_is_read_as_lines_or_as_an_array(*, lines: bool) -> None:
    records = [{"at": "2026-11-24T09:00:00Z", "ch4": 0.5, "note": "x"}, {"ch4": 1, "note": None}]
    text = "\n".join(map(json.dumps, records)) if lines else json.dumps(records)

    rows = taken("a.json", text.encode())

    assert [(row["ch4"], row["note"]) for row in rows] == [(0.5, "x"), (1.0, None)]
    assert rows[0]["at"] == datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"a": 1}\n{"a": \n', "no JSON that can be read|row 2"),
        (b'[{"a": {"b": 1}}]', "column a holds STRUCT"),
    ],
)
def test_json_that_is_none_or_nested_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        looked_at("a.json", content)


def test_a_number_and_a_text_in_one_field_of_json_are_pointed_out() -> None:
    records = [{"ch4": n / 10} for n in range(9)] + [{"ch4": "high"}]

    (trouble,) = looked_at("a.json", json.dumps(records).encode()).troubles

    assert (trouble.column, trouble.row) == ("ch4", 10)


def test_a_column_of_a_million_texts_is_warned_of() -> None:
    content = "note\n" + "".join(f"n{number:x}\n" for number in range(1_000_000))

    (warning,) = looked_at("a.csv", content.encode()).warnings

    assert warning.startswith(
        "column note has 1,000,000 different texts, 'n0' first; as a category it teaches nothing"
        ": train with `spotter train --role note=id`"
    )


def zipped(*contents: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.csv", content)
    return buffer.getvalue()


def test_packed_files_are_unpacked_within_bounds() -> None:
    content = b"a\n1\n"
    bomb = b"a\n" + b"0" * (40 * 2**20)

    assert looked_at("a.csv.gz", gzip.compress(content) + gzip.compress(b"2\n")).rows == 2
    assert looked_at("a.zip", zipped(content)).rows == 1
    for name, packed in (("b.csv.gz", gzip.compress(bomb)), ("b.zip", zipped(bomb))):
        with pytest.raises(Oversized, match="zip bomb"):
            unpacked(name, packed)
    with pytest.raises(Oversized, match="more than 1000 bytes"):
        unpacked("a.csv.gz", gzip.compress(b"0123456789" * 200), most=1_000)
    with pytest.raises(Invalid, match="cut off"):
        unpacked("a.csv.gz", gzip.compress(content * 100)[:-9])
    with pytest.raises(Invalid, match="holds 2 files"):
        unpacked("a.zip", zipped(content, content))
    with pytest.raises(Invalid, match="no complete zip file"):
        unpacked("a.zip", zipped(content)[:30])
    with pytest.raises(Invalid, match="does not say its form"):
        form_of("a.xlsx")
