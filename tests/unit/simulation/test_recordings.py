from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from spotter.errors import Corrupt, NotFound
from spotter.simulation.motion import MOTION, WEARABLE
from spotter.simulation.recordings import LONGWALL, is_recorded, methane_longwall, weda_falls

SECONDS = 4
HERTZ = 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write made-up files in the shape of the recorded ones."""
    (tmp_path / "methane_longwall").mkdir()
    methane = [1.2, 0.5, 0.5, 0.5, 0.5, 1.1, 0.5, 1.3]
    columns = ("mm31_ch4_pct", "as038_air_velocity", "pg072_airflow", "ba13_pressure_hpa", "production_on")
    pl.DataFrame(
        {
            "row": range(len(methane)),
            "mm116_ch4_pct": methane,
            "split": "test",
            **dict.fromkeys(columns, 1.0),
        }
    ).write_csv(tmp_path / "methane_longwall" / "methane.csv.gz", compression="gzip")
    (tmp_path / "weda_fall").mkdir()
    trials = [
        _trial("F01_U01_R01", "U01", fell=True),
        _trial("D01_U01_R01", "U01"),
        _trial("D01_U21_R01", "U21"),
    ]
    pl.concat(trials).write_parquet(tmp_path / "weda_fall" / "raw_50hz.parquet")
    return tmp_path


def _trial(name: str, subject: str, *, fell: bool = False) -> pl.DataFrame:
    moments = [i / HERTZ for i in range(SECONDS * HERTZ)]
    return pl.DataFrame(
        {
            "trial_id": name,
            "subject": subject,
            "t": moments,
            "ax": 3.0,
            "ay": 4.0,
            "az": [12.0 if t < 2 else 0.0 for t in moments],
            "gx": 1.0,
            "gy": 0.0,
            "gz": 0.0,
            "in_fall": [int(fell and 1 <= t < 3) for t in moments],
        }
    )


def test_the_longwall_plays_the_stretch_in_which_gas_comes_most_often(folder: Path) -> None:
    longwall = methane_longwall(folder, rows=3)

    assert [sample.values["mm116_ch4"] for sample in longwall.samples] == [1.1, 0.5, 1.3]
    assert [sample.at_s for sample in longwall.samples] == [0, 30, 60]
    assert longwall.profiles[longwall.devices[LONGWALL]]["mm116_ch4"].hazard == "ch4"


def test_fifty_raw_samples_become_one_summary_a_second(folder: Path) -> None:
    falls = weda_falls(folder, trials=2)

    first = next(sample for sample in falls.samples if sample.device == "wrist-u21")
    assert first.values["acc_peak"] == pytest.approx(13.0)
    assert first.values["acc_sd"] == pytest.approx(0.0)
    assert first.values["gyro_mean"] == pytest.approx(1.0)
    assert first.values.keys() == MOTION.keys()


def test_each_person_wears_one_wearable_and_their_trials_follow_one_another(folder: Path) -> None:
    falls = weda_falls(folder, trials=2)

    assert falls.devices == {"wrist-u01": WEARABLE, "wrist-u21": WEARABLE}
    assert [s.at_s for s in falls.samples if s.device == "wrist-u01"] == [1, 2, 3, 4, 25, 26, 27, 28]


def test_a_marked_fall_becomes_an_interval_of_its_trial(folder: Path) -> None:
    (mark,) = weda_falls(folder, trials=2).marks

    assert mark.device == "wrist-u01"
    assert mark.end_s - mark.start_s == pytest.approx(2.0)
    assert mark.start_s % 24 == pytest.approx(1.0)


def test_fewer_trials_leave_nobody_out(folder: Path) -> None:
    falls = weda_falls(folder, trials=1)

    assert {sample.device for sample in falls.samples} == {"wrist-u01", "wrist-u21"}
    assert len(falls.samples) == 2 * SECONDS


def test_a_folder_is_recorded_when_both_files_are_there(folder: Path, tmp_path: Path) -> None:
    assert is_recorded(folder)

    (folder / "methane_longwall" / "methane.csv.gz").unlink()

    assert not is_recorded(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"raw_50hz\.parquet"):
        weda_falls(tmp_path, trials=1)


def test_a_file_that_is_something_else_is_corrupt(folder: Path) -> None:
    (folder / "weda_fall" / "raw_50hz.parquet").write_bytes(b"no parquet")

    with pytest.raises(Corrupt, match=r"raw_50hz\.parquet"):
        weda_falls(folder, trials=1)
