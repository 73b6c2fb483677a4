"""How good a model a few seconds buy, on people, machines and times that it never saw.

`python -m tests.bench learning`. The reference is LightGBM with its defaults (100 rounds) on the same rows.
Sets that are not in the folder are skipped with a message.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import lightgbm as lgb
import numpy as np

from bench.learning_sets import DATA, HOLDOUT_SHARE, SETS, Set
from bench.records import Better, Record, record
from spotter.learning.files import read_table
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import Lesson
from spotter.learning.metrics import METRICS, all_scores
from spotter.learning.training import train_model
from spotter.learning.validation import holdout_of

THREADS = 2


def main() -> None:
    """Measure and record each set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--budget", type=float, default=15.0)
    asked = parser.parse_args()
    for each in SETS:
        if (asked.data / each.file).is_file():
            measure(each, asked.data / each.file, budget_s=asked.budget)
        else:
            sys.stdout.write(f"learning.{each.name}: skipped, {asked.data / each.file} is not there\n")


def measure(each: Set, file: Path, *, budget_s: float) -> None:
    """Train on one part, judge on the other, beside LightGBM's defaults."""
    table = read_table(file)
    lesson = Lesson(each.roles_in(table), budget_s=budget_s, threads=THREADS, holdout_share=HOLDOUT_SHARE)
    started = time.perf_counter()
    card = train_model(table, lesson).card
    took_s = time.perf_counter() - started
    usual = default_scores(frame_of(table, each.roles_in(table)), seed=lesson.seed)
    said = f"{file.name}, {HOLDOUT_SHARE:.0%} held out whole, {budget_s:g} s, at most {THREADS} threads"
    for name in each.metrics:
        better: Better = "higher" if METRICS[name].higher_is_better else "lower"
        title = f"learning.{each.name}_{name}_{budget_s:g}s"
        record(Record(title, card.holdout[name], name, better, said, "LightGBM defaults", usual[name]))
    title = f"learning.{each.name}_wall_{budget_s:g}s"
    record(Record(title, took_s, "s", "lower", said, "the budget", budget_s))


def default_scores(frame: Frame, *, seed: int) -> dict[str, float]:
    """Judge LightGBM's defaults on the same held-out rows."""
    fold = holdout_of(frame, HOLDOUT_SHARE, seed=seed)
    learned, unseen = frame.taken(fold.train), frame.taken(fold.valid)
    params = {"objective": frame.problem.task, "verbosity": -1, "num_threads": 1}
    if frame.problem.task == "multiclass":
        params["num_class"] = len(frame.problem.classes)
    data = lgb.Dataset(learned.matrix, learned.target, categorical_feature=frame.categorical)
    booster = lgb.train(params, data, 100)
    outputs = np.asarray(booster.predict(unseen.matrix), dtype=np.float64)
    return all_scores(frame.problem.task, unseen.target, outputs)


if __name__ == "__main__":
    main()
