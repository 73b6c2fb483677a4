from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from builders.tables import a_lesson, a_table
from spotter.learning.arrays import Floats
from spotter.learning.files import read_table
from spotter.learning.frames import Frame, Roles, frame_of
from spotter.learning.leaks import leaks_of
from spotter.learning.tables import Column, Numbers, Table, words_of
from spotter.learning.training import train_model

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
CLEAN = {
    "weda_fall/windows.csv.gz": Roles(
        "label", "subject", drop=("trial_id", "activity", "window", "t_start", "fall_overlap_s")
    ),
    "phone_watch_har/windows.csv.gz": Roles(
        "label", "subject", drop=("run", "device", "window", "t_start", "label_purity")
    ),
    "methane_longwall/methane.csv.gz": Roles(
        "onset_1pct", time="row", drop=("split", "step", "mm116_max_next_3min", "warn_1pct")
    ),
    "ai4i2020/ai4i2020.csv.gz": Roles(
        "machine_failure", drop=("udi", "product_id", "twf", "hdf", "pwf", "osf", "rnf")
    ),
    "gas_drift/gas_drift.csv.gz": Roles("gas_name", "batch", drop=("months", "gas")),
    "wesad_wrist/windows_60s_stride30.csv.gz": Roles(
        "stress", "subject_id", drop=("time_end_sec", "condition")
    ),
}
PLANTED = {
    "weda_fall/windows.csv.gz": (Roles("label", "subject", drop=("trial_id",)), "fall_overlap_s"),
    "weda_fall/trials.csv.gz": (Roles("label", "subject"), "activity"),
    "methane_longwall/methane.csv.gz": (Roles("warn_1pct", time="row"), "mm116_max_next_3min"),
    "gas_drift/gas_drift.csv.gz": (Roles("gas_name", "batch"), "gas"),
    "wesad_wrist/windows_60s_stride30.csv.gz": (Roles("stress", "subject_id"), "condition"),
}


def planted(columns: Mapping[str, Column], *, label: str = "binary") -> Frame:
    table = a_table(label=label)
    return frame_of(Table({**table.columns, **columns}, 400), Roles("label", "person", "at"))


def the_label() -> Floats:
    column = a_table().columns["label"]
    assert isinstance(column, Numbers)
    return column.values


@pytest.mark.parametrize("label", ["binary", "words", "value"])
def test_a_signal_is_not_a_leak(label: str) -> None:
    assert leaks_of(planted({}, label=label), seed=0) == []


@pytest.mark.parametrize(
    ("column", "name", "kind"),
    [
        (Numbers(the_label() * 3 + 0.01 * np.arange(400) / 400), "echo", "a feature"),
        (words_of(["hurt" if one else "well" for one in the_label()]), "outcome", "a feature"),
        (Numbers(np.where(the_label() > 0, 5.0, np.nan)), "end_known", "a feature"),
        (
            Numbers(np.argsort(np.argsort(the_label(), kind="stable")).astype(np.float64), "int"),
            "entry",
            "a feature",
        ),
        (Numbers(np.where(np.arange(400) % 9 == 0, 3.0, 2 + 6 * the_label())), "duration_s", "a duration"),
    ],
)
def test_a_planted_leak_is_found(column: Column, name: str, kind: str) -> None:
    leaks = leaks_of(planted({name: column}), seed=0)

    assert [(leak.feature, leak.kind) for leak in leaks] == [(name, kind)]
    assert "--exclude-leaks" in leaks[0].sentence


def test_a_value_that_repeats_the_label_is_found() -> None:
    label = a_table(label="value").columns["label"]
    assert isinstance(label, Numbers)

    leaks = leaks_of(planted({"echo": Numbers(2 * label.values)}, label="value"), seed=0)

    assert [leak.feature for leak in leaks] == ["echo"]


def test_leaks_are_warned_of_and_left_out_on_demand() -> None:
    table = Table({**a_table().columns, "echo": Numbers(the_label())}, 400)

    warned, excluded = (
        train_model(table, a_lesson(trials=1, exclude_leaks=out)).card for out in (False, True)
    )

    assert "echo" in warned.features
    assert any("column echo is a feature that alone tells" in warning for warning in warned.warnings)
    assert "echo" not in excluded.features
    assert any("column echo was left out" in warning for warning in excluded.warnings)


@pytest.mark.parametrize("file", CLEAN)
def test_a_clean_set_is_not_accused(file: str) -> None:
    if not (DATA / file).is_file():
        pytest.skip(f"{file} is not there")

    assert leaks_of(frame_of(read_table(DATA / file), CLEAN[file]), seed=0) == []


@pytest.mark.parametrize("file", PLANTED)
def test_what_a_set_says_after_the_fact_is_found(file: str) -> None:
    if not (DATA / file).is_file():
        pytest.skip(f"{file} is not there")
    roles, leak = PLANTED[file]

    assert leak in {each.feature for each in leaks_of(frame_of(read_table(DATA / file), roles), seed=0)}
