import gzip
from pathlib import Path

import numpy as np
import pytest

from spotter.errors import Invalid, NotFound
from spotter.learning.files import read_table
from spotter.learning.tables import Numbers, Words, table_from_parts


def a_part(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def test_parts_of_a_dataset_become_one_table() -> None:
    table = table_from_parts([a_part("device,x,label\na,1.5,0\nb,,1\n"), a_part("device,x,label\na,-2,0\n")])

    device, value, label = (table.columns[name] for name in ("device", "x", "label"))
    assert isinstance(device, Words)
    assert device.words == ("a", "b")
    assert isinstance(value, Numbers)
    assert np.array_equal(value.values, [1.5, np.nan, -2.0], equal_nan=True)
    assert isinstance(label, Numbers)
    assert label.kind == "int"
    assert table.rows == 3


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([b"no gzip"], "not gzip CSV"),
        ([a_part("x,label\n")], "no rows"),
        ([], "no rows"),
        ([a_part("x,label\n1,0\n"), a_part("y,label\n1,0\n")], "different columns"),
        ([a_part("x,label\n1,0,3\n")], "more or fewer"),
        ([a_part("x,x\n1,0\n")], "same name"),
    ],
)
def test_what_is_no_dataset_is_refused_in_one_sentence(parts: list[bytes], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        table_from_parts(parts)


def test_a_file_gives_the_same_table_as_csv_and_as_parquet(tmp_path: Path) -> None:
    import polars as pl

    frame = pl.DataFrame({"x": [1.5, None], "n": [1, 2], "word": ["b", "a"], "ok": [True, False]})
    frame.write_csv(tmp_path / "t.csv")
    frame.write_parquet(tmp_path / "t.parquet")
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress((tmp_path / "t.csv").read_bytes()))

    tables = [read_table(tmp_path / name) for name in ("t.csv", "t.csv.gz", "t.parquet")]

    for table in tables:
        value, number, word, flag = table.columns.values()
        assert isinstance(value, Numbers)
        assert np.array_equal(value.values, [1.5, np.nan], equal_nan=True)
        assert isinstance(word, Words)
        assert word.words == ("a", "b")
        assert isinstance(number, Numbers)
        assert isinstance(flag, Numbers)
        assert (number.kind, flag.kind) == ("int", "bool")


def test_dates_become_epoch_seconds(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("at,x\n1970-01-01T00:01:00,1\n1970-01-02T00:00:00,2\n")

    at = read_table(tmp_path / "t.csv").columns["at"]

    assert isinstance(at, Numbers)
    assert at.values.tolist() == [60.0, 86_400.0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.csv"):
        read_table(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("content", [b"", b"x,label\n", b"\x1f\x8bbroken", b"PAR1 no"])
@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Invalid, match=r"no rows|cannot be read"):
        read_table(tmp_path / name)
