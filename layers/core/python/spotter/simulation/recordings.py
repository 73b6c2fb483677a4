"""Recorded data as if devices sent it: a coal mine's longwall, and people who fall with a wearable on.

The files stay where they are; nothing of them is part of this project. polars reads them, and is imported
only when they are read.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from spotter.contracts.names import DeviceName, ProfileName
from spotter.contracts.profiles import Channel, ChannelType
from spotter.errors import Corrupt, NotFound
from spotter.simulation.motion import FALL, HERTZ, MOTION, WEARABLE
from spotter.simulation.recording import Mark, Recording, Sample, together

if TYPE_CHECKING:
    import polars as pl

Reader = Callable[[Path], "pl.DataFrame"]

LONGWALL = DeviceName("longwall-1")
GAS_HEAD = ProfileName("longwall-head")

_METHANE = Path("methane_longwall") / "methane.csv.gz"
_FALLS = Path("weda_fall") / "raw_50hz.parquet"
_STEP_S = 30.0
_REST_S = 20.0
"""How long people rest between two trials: longer than any window, so that trials do not run together."""

_NUMBER = ChannelType.NUMBER
_CHANNELS = {
    "mm31_ch4": (
        "mm31_ch4_pct",
        Channel(type=_NUMBER, unit="%", minimum=0, maximum=100, hazard="ch4"),
    ),
    "mm116_ch4": (
        "mm116_ch4_pct",
        Channel(type=_NUMBER, unit="%", minimum=0, maximum=100, hazard="ch4"),
    ),
    "air_velocity": ("as038_air_velocity", Channel(type=_NUMBER, unit="m/s", minimum=0, maximum=30)),
    "airflow": ("pg072_airflow", Channel(type=_NUMBER, unit="m/s", minimum=0, maximum=30)),
    "pressure": ("ba13_pressure_hpa", Channel(type=_NUMBER, unit="hPa", minimum=800, maximum=1300)),
    "production": ("production_on", Channel(type=ChannelType.BOOLEAN)),
}


def is_recorded(folder: Path) -> bool:
    """Tell whether a folder holds both recordings."""
    return all((folder / file).is_file() for file in (_METHANE, _FALLS))


def recorded(folder: Path, *, trials: int, gas_rows: int) -> Recording:
    """Give both recordings as one that ends at one moment.

    Raises:
        NotFound: a file is not there.
        Corrupt: it is there and is not what it should be.
    """
    return together(methane_longwall(folder, rows=gas_rows), weda_falls(folder, trials=trials))


def methane_longwall(folder: Path, *, rows: int) -> Recording:
    """Give the liveliest stretch of so many half-minutes of a longwall: one device, two methane heads."""
    import polars as pl

    table = _read(
        lambda path: pl.scan_csv(path).filter(split="test").sort("row").collect(), folder / _METHANE
    )
    start = _liveliest(table["mm116_ch4_pct"].to_list(), rows)
    samples = [
        Sample(LONGWALL, step * _STEP_S, _gas(row))
        for step, row in enumerate(table.slice(start, rows).iter_rows(named=True))
    ]
    return Recording(
        credit="methane_longwall",
        profiles={GAS_HEAD: {name: channel for name, (_, channel) in _CHANNELS.items()}},
        devices={LONGWALL: GAS_HEAD},
        samples=tuple(samples),
        marks=(),
    )


def weda_falls(folder: Path, *, trials: int) -> Recording:
    """Give up to so many trials of each person, one wearable a person, reduced to a summary each second."""
    import polars as pl

    path = folder / _FALLS
    chosen = _read(lambda file: _chosen(pl.scan_parquet(file), trials), path)
    seconds = _read(lambda file: _summaries(pl.scan_parquet(file), chosen), path)
    starts = dict(zip(chosen["trial"].to_list(), chosen["start_s"].to_list(), strict=True))
    people = sorted(set(chosen["subject"].to_list()))
    names = {person: DeviceName(f"wrist-{person.lower()}") for person in people}
    samples = [
        Sample(names[row["subject"]], starts[row["trial"]] + row["second"] + 1.0, _motion(row))
        for row in seconds.iter_rows(named=True)
    ]
    return Recording(
        credit="weda_fall",
        profiles={WEARABLE: dict(MOTION)},
        devices=dict.fromkeys(names.values(), WEARABLE),
        samples=tuple(sorted(samples, key=lambda sample: sample.at_s)),
        marks=tuple(_mark(row, names[row["subject"]]) for row in chosen.iter_rows(named=True) if row["fell"]),
    )


def _chosen(raw: pl.LazyFrame, trials: int) -> pl.DataFrame:
    """Choose trials evenly over everything a person did, and line them up one after another with rests."""
    import polars as pl

    marked = pl.col("t").filter(pl.col("in_fall") == 1)
    table = (
        raw.group_by(trial=pl.col("trial_id").cast(pl.String), subject=pl.col("subject").cast(pl.String))
        .agg(length_s=pl.col("t").max(), fall_start=marked.min(), fall_end=marked.max())
        .with_columns(fell=pl.col("fall_start").is_not_null(), repetition=pl.col("trial").str.slice(-2))
        .sort("subject", "repetition", "trial")
        .with_columns(rank=pl.int_range(pl.len()).over("subject"), of=pl.len().over("subject"))
    )
    kept = table.filter((pl.col("rank") * trials) % pl.col("of") < trials)
    took = pl.col("length_s").ceil() + _REST_S
    return kept.with_columns(start_s=(took.cum_sum() - took).over("subject").cast(pl.Float64)).collect()


def _summaries(raw: pl.LazyFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    trial = pl.col("trial_id").cast(pl.String)
    return (
        raw.filter(trial.is_in(chosen["trial"].to_list()))
        .with_columns(
            acc=(pl.col("ax") ** 2 + pl.col("ay") ** 2 + pl.col("az") ** 2).sqrt(),
            gyro=(pl.col("gx") ** 2 + pl.col("gy") ** 2 + pl.col("gz") ** 2).sqrt(),
        )
        .group_by(
            trial=trial, subject=pl.col("subject").cast(pl.String), second=pl.col("t").floor().cast(pl.Int64)
        )
        .agg(
            acc_peak=pl.col("acc").max(),
            acc_mean=pl.col("acc").mean(),
            acc_min=pl.col("acc").min(),
            acc_sd=pl.col("acc").std(ddof=0),
            jerk_peak=pl.col("acc").diff().abs().max() * HERTZ,
            gyro_peak=pl.col("gyro").max(),
            gyro_mean=pl.col("gyro").mean(),
            tilt_change=_turned(),
            raw=pl.len(),
        )
        .filter(pl.col("raw") >= HERTZ // 2)
        .sort("subject", "trial", "second")
        .collect()
    )


def _turned() -> pl.Expr:
    """Give the angle between gravity as felt in the first and in the last fifth of the second, in degrees."""
    import polars as pl

    axes, part = ("ax", "ay", "az"), HERTZ // 5
    first = [pl.col(axis).head(part).mean() for axis in axes]
    last = [pl.col(axis).tail(part).mean() for axis in axes]
    dot = pl.sum_horizontal([a * b for a, b in zip(first, last, strict=True)])
    norms = [pl.sum_horizontal([a**2 for a in side]).sqrt() for side in (first, last)]
    return (dot / (norms[0] * norms[1])).clip(-1, 1).arccos() * (180 / math.pi)


def _liveliest(methane: list[float], rows: int) -> int:
    """Find where the stretch begins in which methane most often rises beyond 1.0 %."""
    rises = [0, *(int(before < 1.0 <= after) for before, after in pairwise(methane))]
    starts = range(max(1, len(methane) - rows + 1))
    return max(starts, key=lambda start: (sum(rises[start : start + rows]), -start))


def _read(reader: Reader, path: Path) -> pl.DataFrame:
    import polars as pl

    if not path.is_file():
        raise NotFound("recording", str(path))
    try:
        return reader(path)
    except pl.exceptions.PolarsError as err:
        raise Corrupt(f"the recording {path} cannot be read: {err}", path=str(path)) from err


def _gas(row: dict[str, float]) -> dict[str, float | int | bool | str]:
    values: dict[str, float | int | bool | str] = {
        name: row[column] for name, (column, _) in _CHANNELS.items()
    }
    return values | {"production": bool(row["production_on"])}


def _motion(row: dict[str, float]) -> dict[str, float | int | bool | str]:
    return {name: round(float(row[name]), 4) for name in MOTION}


def _mark(row: dict[str, float], device: DeviceName) -> Mark:
    start = row["start_s"]
    return Mark(
        FALL, device, round(start + row["fall_start"], 3), round(start + row["fall_end"] + 1 / HERTZ, 3)
    )
