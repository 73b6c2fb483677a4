"""Tables of features: the rows of live scoring, computed of a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from builders.learning import a_stream
from spotter.cli.main import commands
from spotter.contracts.features import Feature, Statistic
from spotter.contracts.learning import WindowSpec
from spotter.domain.features import feature_rows
from spotter.errors import Invalid
from spotter.learning.feature_tables import Streams, feature_table
from spotter.learning.files import read_table
from spotter.learning.tables import Numbers, Table, words_of

SPEC = WindowSpec(("g",), 3.0, (Statistic.MEAN, Statistic.MAXIMUM), (Feature("g", Statistic.JERK, 2.0, 1.0),))
STREAMS = Streams(by="who", at="t", every_s=1.0)


def a_table(values: dict[str, list[float]], **columns: list[float]) -> Table:
    """Lay streams out below one another, a value a second."""
    who = [name for name, column in values.items() for _ in column]
    t = [float(second) for column in values.values() for second in range(len(column))]
    g = [value for column in values.values() for value in column]
    numbers = {name: Numbers(np.array(column, dtype=np.float64)) for name, column in columns.items()}
    numbers |= {"t": Numbers(np.array(t)), "g": Numbers(np.array(g, dtype=np.float64))}
    return Table({"who": words_of(who), **numbers}, len(who))


def numbers(table: Table, name: str) -> list[float]:
    column = table.column(name, role="test")
    assert isinstance(column, Numbers)
    return [float(value) for value in column.values]


def test_the_rows_are_those_of_live_scoring() -> None:
    values = [1.0, 4.0, 2.0, 8.0, 5.0, 7.0]

    made = feature_table(a_table({"kim": values}), SPEC, STREAMS)

    live = list(feature_rows(a_stream(values), SPEC))[3:]
    assert [numbers(made, name) for name in SPEC.feature_names] == [
        list(each) for each in zip(*live, strict=True)
    ]


def test_no_window_reaches_into_another_stream_and_only_whole_ones_count() -> None:
    made = feature_table(a_table({"kim": [1.0] * 5, "lee": [9.0] * 6, "short": [3.0] * 2}), SPEC, STREAMS)

    assert numbers(made, "g__max") == [1.0, 1.0, 9.0, 9.0, 9.0]
    assert numbers(made, "t") == [3.0, 4.0, 3.0, 4.0, 5.0]


def test_a_row_is_dangerous_where_danger_fills_its_share_of_the_window() -> None:
    table = a_table({"kim": [0.0] * 8}, fall=[0, 0, 0, 0, 0, 1, 1, 0])
    streams = Streams("who", "t", 1.0, label="fall", label_share=0.5)

    assert numbers(feature_table(table, SPEC, streams), "fall") == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("streams", "sentence"),
    [
        (Streams("nobody", "t", 1.0), "the stream column nobody is not in the data"),
        (Streams("who", "t", 0.0), "more than 0"),
        (Streams("who", "who", 1.0), "column who holds texts"),
        (Streams("who", "t", 1.0, label="fall"), "the label column fall"),
    ],
)
def test_what_cannot_be_computed_names_the_column(streams: Streams, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        feature_table(a_table({"kim": [1.0] * 5}), SPEC, streams)


def test_streams_that_are_too_short_are_refused_with_the_length() -> None:
    with pytest.raises(Invalid, match="as long as 3 s"):
        feature_table(a_table({"kim": [1.0] * 2}), SPEC, STREAMS)


def test_a_file_is_computed_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text(
        "who,t,g,fall\n" + "".join(f"kim,{t},{t % 3},{t > 4}\n" for t in range(9))
    )
    (tmp_path / "spec.yaml").write_text("window: {channels: [g], length_s: 3}")
    options = [
        "--by",
        "who",
        "--at",
        "t",
        "--every",
        "1",
        "--label",
        "fall",
        "--out",
        str(tmp_path / "f.csv.gz"),
    ]

    words = ["feature", "compute", str(tmp_path / "raw.csv"), "--spec", str(tmp_path / "spec.yaml"), *options]
    words += ["--out", str(tmp_path / "f.csv.gz")]
    done = CliRunner().invoke(commands, words, catch_exceptions=False)

    assert done.exit_code == 0, done.output
    made = read_table(tmp_path / "f.csv.gz")
    assert list(made.columns) == ["who", "t", *WindowSpec(("g",), 3.0).feature_names, "fall"]
    assert made.rows == 6
