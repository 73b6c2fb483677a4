"""What a score costs a warm function: `python -m tests.bench score`.

One row and a hundred, 200 trees x 31 leaves, one thread, beside LightGBM's own Python package in the same
run; and a row of each algorithm that is evaluated in plain Python. Time is of this process (CPU), so that a
busy machine does not count.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import lightgbm as lgb
import numpy as np

from bench.records import Record, record

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders.tables import a_lesson, a_table
from spotter.adapters.native.models import load_model
from spotter.learning.algorithms.training import train_with

FEATURES, TREES = 30, 200
SINGLES, BATCHES = 3_000, 200
DOCUMENTS = ("logistic_regression", "neural_network", "svm", "kmeans", "isolation_forest")


def main() -> None:
    """Measure and record `score.row_p99_us`, `score.rows100_ms` and a row of each document."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(5_000, FEATURES))
    target = (rows[:, 0] * rows[:, 1] + rng.normal(size=5_000) > 0).astype(np.float64)
    settings = {"objective": "binary", "verbosity": -1, "num_threads": 1, "num_leaves": 31}
    booster = lgb.train(settings, lgb.Dataset(rows, target), TREES)
    ours, listed = load_model(booster.model_to_string()), rows.tolist()
    conditions = f"{TREES} trees x 31 leaves, {FEATURES} features, one thread, CPU time"

    def theirs(some: object) -> None:
        booster.predict(some, num_threads=1)

    single = percentile_us(lambda at: ours.score([listed[at % 5_000]]), SINGLES)
    single_theirs = percentile_us(lambda at: theirs(rows[at % 5_000 : at % 5_000 + 1]), SINGLES)
    hundred = median_ms(lambda at: ours.score(listed[at : at + 100]), BATCHES)
    hundred_theirs = median_ms(lambda at: theirs(rows[at : at + 100]), BATCHES)
    name = "Booster.predict"
    record(
        Record(
            "score.row_p99_us",
            single,
            "us",
            "lower",
            f"{conditions}; p99 of {SINGLES} rows",
            name,
            single_theirs,
        ),
        Record(
            "score.rows100_ms",
            hundred,
            "ms",
            "lower",
            f"{conditions}; median of {BATCHES}",
            name,
            hundred_theirs,
        ),
        *map(document, DOCUMENTS),
    )


def document(name: str) -> Record:
    """Measure a row of an algorithm in plain Python; the reference is a row of the trees above."""
    model = train_with(name, a_table(600), a_lesson(trials=1), load=load_model)
    plain = load_model(model.text)
    row = [[0.3, float("nan"), -1.2, 1.0]]
    value = percentile_us(lambda _: plain.score(row), SINGLES)
    conditions = f"4 features, starting parameters, p99 of {SINGLES} rows, plain Python, CPU time"
    return Record(f"score.{name}_row_p99_us", value, "us", "lower", conditions)


def percentile_us(score: Callable[[int], object], count: int) -> float:
    """Give the 99th percentile of single calls."""
    spent = timed(score, count)
    return float(np.quantile(spent, 0.99)) / 1000


def median_ms(score: Callable[[int], object], count: int) -> float:
    """Give the median of calls."""
    return float(np.median(timed(score, count))) / 1e6


def timed(score: Callable[[int], object], count: int) -> list[int]:
    """Time calls one by one, in nanoseconds of this thread."""
    for at in range(50):
        score(at)
    spent = []
    for at in range(count):
        started = time.thread_time_ns()
        score(at)
        spent.append(time.thread_time_ns() - started)
    return spent


if __name__ == "__main__":
    main()
