"""Whether `spotter train` keeps its budget: wall clock of the whole process, and its memory.

`python -m tests.bench budget`. The reference is what may be used: the budget, 5 % and a second; 1.5 GB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from bench.records import Record, record

SIZES = ((300, 6, 2), (1_000, 10, 2), (6_000, 80, 5), (20_000, 100, 2), (120_000, 30, 2))
"""Rows, columns and classes."""

MOST_MB = 1_500.0
COMMAND = "from spotter.cli.main import app; app()"


def main() -> None:
    """Measure each size with each budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budgets", default="6,15,30")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for rows, columns, classes in SIZES:
            file = Path(folder) / f"{rows}x{columns}x{classes}.csv"
            write_rows(file, rows, columns, classes)
            for budget_s in map(float, asked.budgets.split(",")):
                measure(file, budget_s)


def write_rows(file: Path, rows: int, columns: int, classes: int) -> None:
    """Make rows up whose label follows four of the columns."""
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(rows, columns))
    signal = numbers[:, 0] + numbers[:, 1] ** 2 + numbers[:, 2] * numbers[:, 3] + rng.normal(size=rows)
    table = {f"x{at}": numbers[:, at].round(5) for at in range(columns)}
    lines = np.quantile(signal, np.linspace(0.6, 0.9, classes - 1))
    pl.DataFrame(table | {"label": np.digitize(signal, lines)}).write_csv(file)


def measure(file: Path, budget_s: float) -> None:
    """Train in a process of its own, and record how long and how large it was."""
    words = ["train", "--data", str(file), "--label", "label", "--budget", f"{budget_s}s", "--json"]
    started = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", COMMAND, *words, "--out", str(file.with_suffix(""))], stdout=subprocess.DEVNULL
    ) as training:
        _, status, used = os.wait4(training.pid, 0)
        training.returncode = os.waitstatus_to_exitcode(status)
    wall_s = time.monotonic() - started
    if training.returncode:
        sys.stdout.write(f"{file.stem}, {budget_s:g} s: the training gave {training.returncode}\n")
        return
    said, name = f"spotter train, {file.stem}, 2 threads", f"train.{file.stem}_{budget_s:g}s"
    record(
        Record(f"{name}_wall", wall_s, "s", "lower", said, "budget + 5 % + 1 s", 1.05 * budget_s + 1),
        Record(f"{name}_mb", used.ru_maxrss / 1e3, "MB", "lower", said, "most", MOST_MB),
    )


if __name__ == "__main__":
    main()
