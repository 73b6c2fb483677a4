"""From raw streams to a judged model, by what the platform itself does, on people that the model never saw.

`python -m tests.bench chain`: profile, replay, dataset, labels, recipe, features, training. `docs/chain.md`
says what each step is and how it is typed. The references are LightGBM with its defaults on the features that
the sets bring along, on the same held-out people.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bench.bench_learning import default_scores
from bench.chain import CHAINS, Chain, Chained, chained
from bench.learning_sets import DATA, HOLDOUT_SHARE, SETS
from bench.records import Record, record
from spotter.learning.files import read_table
from spotter.learning.frames import frame_of
from spotter.learning.lessons import Lesson
from spotter.learning.training import train_model

METRICS = ("auc", "pr_auc", "f1")
THREADS = 2


def main() -> None:
    """Walk the chain of each set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", default=",".join(each.name for each in CHAINS))
    parser.add_argument("--budget", type=float, default=30.0)
    asked = parser.parse_args()
    for each in CHAINS:
        if each.name not in asked.sets.split(","):
            continue
        if (asked.data / each.file).is_file():
            measure(each, asked.data, budget_s=asked.budget)
        else:
            sys.stdout.write(f"chain.{each.name}: skipped, {asked.data / each.file} is not there\n")


def measure(chain: Chain, data: Path, *, budget_s: float) -> None:
    """Make the features of a set by the platform, learn from them, and judge beside those of the set."""
    started = time.perf_counter()
    made = chained(chain, data)
    took_s = time.perf_counter() - started
    card = train_model(
        made.table,
        Lesson(made.roles, budget_s=budget_s, threads=THREADS, holdout_share=HOLDOUT_SHARE),
    ).card
    own = next(each for each in SETS if each.name == chain.name)
    table = read_table(data / own.file)
    usual = default_scores(frame_of(table, own.roles_in(table)), seed=0)
    tell(made)
    for name in METRICS:
        said = f"{made.table.rows} windows by the platform, {HOLDOUT_SHARE:.0%} of the people held out whole"
        title = f"chain.{chain.name}_{name}"
        reference = "LightGBM defaults on the features that come with the set"
        record(Record(title, card.holdout[name], name, "higher", said, reference, usual[name]))
    said = f"{made.readings} readings through ingest, compaction, extraction, recipe and features"
    record(Record(f"chain.{chain.name}_s", took_s, "s", "lower", said))


def tell(made: Chained) -> None:
    """Say what each step came to."""
    for step, came_to in made.steps.items():
        sys.stdout.write(f"  {step}: {came_to}\n")


if __name__ == "__main__":
    main()
