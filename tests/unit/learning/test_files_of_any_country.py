"""Files to learn from, as spreadsheets of any country write them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from spotter.errors import Invalid
from spotter.learning.files import read_table
from spotter.learning.tables import Numbers

PLAIN = "device,ch4,note\na,0.5,wet\nb,1.25,dry\n"
COMMAS = "device;ch4;note\na;0,5;wet\nb;1,25;dry\n"


def numbers(path: Path, name: str) -> list[float]:
    column = read_table(path).columns[name]
    assert isinstance(column, Numbers)
    return list(column.values)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "text", [PLAIN, COMMAS, COMMAS.replace(";", "\t")], ids=["comma", "semicolon", "tab"]
)
def test_delimiter_decimal_mark_and_encoding_are_found(
    tmp_path: Path, text: str, encoding: str, *, packed: bool
) -> None:
    content = text.encode(encoding)
    path = tmp_path / ("gas.csv.gz" if packed else "gas.csv")
    path.write_bytes(gzip.compress(content) if packed else content)

    table = read_table(path)

    assert list(table.columns) == ["device", "ch4", "note"]
    assert numbers(path, "ch4") == [0.5, 1.25]


def test_korean_names_and_words_in_cp949_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gas.csv"
    path.write_bytes("작업자,값\n김,0.5\n이,1.5\n".encode("cp949"))

    assert list(read_table(path).columns) == ["작업자", "값"]
    assert numbers(path, "값") == [0.5, 1.5]


def test_numbers_with_points_beside_semicolons_stay_so(tmp_path: Path) -> None:
    path = tmp_path / "gas.csv"
    path.write_text('ch4;note\n0.5;"1,5 or so"\n1.5;1,5\n')

    assert numbers(path, "ch4") == [0.5, 1.5]


def test_a_name_that_stands_twice_is_found_in_any_encoding(tmp_path: Path) -> None:
    path = tmp_path / "gas.csv"
    path.write_bytes("값;값\n1;2\n".encode("cp949"))

    with pytest.raises(Invalid, match="two columns named 값"):
        read_table(path)


def test_what_is_no_text_and_what_is_cut_off_is_one_sentence(tmp_path: Path) -> None:
    path, cut = tmp_path / "gas.csv", tmp_path / "cut.csv.gz"
    path.write_bytes(b"a,b\n1,\xff\xff\n")
    cut.write_bytes(gzip.compress(PLAIN.encode() * 100)[:60])

    with pytest.raises(Invalid, match="row 2, column 2"):
        read_table(path)
    with pytest.raises(Invalid, match=r"cut\.csv\.gz cannot be read"):
        read_table(cut)
