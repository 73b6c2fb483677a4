"""The recorded sets of the chain as what each person's device measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from spotter.contracts.names import DeviceName

REST_S = 20.0
"""Between two recordings of a person: longer than any window."""

LACKING = 0.02
"""Of the values so many are lost on the way, so that the recipe has something to fill."""


@dataclass(frozen=True)
class Streamed:
    """What one person's device measured, in order of time, and when the label was true of it."""

    device: DeviceName
    at_s: Sequence[float]
    values: Sequence[dict[str, float]]
    marks: Sequence[tuple[float, float]]


def weda(file: Path) -> Iterator[Streamed]:
    """Line the trials of each person up one after another, and mark what was marked as a fall."""
    axes = ["ax", "ay", "az", "gx", "gy", "gz"]
    table = pl.read_parquet(file).with_columns(pl.col("trial_id", "subject").cast(pl.String))
    for (subject,), own in table.sort("subject", "trial_id", "t").group_by("subject", maintain_order=True):
        offset, at_s, values, marks = 1.0, [], [], []
        for _, trial in own.group_by("trial_id", maintain_order=True):
            seconds: list[float] = trial["t"].to_list()
            falling: list[float] = trial.filter(pl.col("in_fall") == 1)["t"].to_list()
            if falling:
                marks.append((offset + min(falling), offset + max(falling) + 0.02))
            at_s += [offset + t for t in seconds]
            values += trial.select(axes).to_dicts()
            offset += max(seconds) + REST_S
        yield Streamed(DeviceName(f"wrist-{str(subject).lower()}"), at_s, _gappy(values), marks)


def wesad(file: Path) -> Iterator[Streamed]:
    """Take each window of a minute as one reading at its end, of the plain features."""
    table = pl.read_csv(file)
    plain = [name for name in table.columns if name.startswith(("acc_", "eda_", "hrv_", "raw_"))]
    for (person,), own in table.sort("subject_id", "time_end_sec").group_by(
        "subject_id", maintain_order=True
    ):
        at_s = [float(each) for each in own["time_end_sec"]]
        stressed = zip(at_s, own["stress"], strict=True)
        marks = [(at - 0.4, at + 0.4) for at, stress in stressed if stress]
        yield Streamed(
            DeviceName(f"wrist-{str(person).lower()}"), at_s, _gappy(own.select(plain).to_dicts()), marks
        )


def _gappy(values: list[dict[str, float]]) -> list[dict[str, float]]:
    """Lose some values, the same ones each time, never all of a reading."""
    keep = round(1 / LACKING)
    lost = 0
    kept = []
    for number, row in enumerate(values):
        names = sorted(row)
        gone = names[number // keep % len(names)] if number % (keep // len(names) + 1) == 0 else ""
        lost += bool(gone)
        kept.append({name: value for name, value in row.items() if name != gone})
    return kept
