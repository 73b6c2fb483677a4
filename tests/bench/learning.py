"""How Spotter's learning stands beside other tools: a table of set, tool, metric, seconds and size.

`PYTHONPATH=tests python -m bench.learning`. Each tool gets the same rows and groups; the held-out ones are
judged here by one measure. Peers run in processes and in an environment of their own:

    python -m venv .venv-peers && .venv-peers/bin/pip install "flaml[automl]==2.7.0"

Tools that are not in it, and sets that are not in the folder, are skipped with a message.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from bench.bench_learning import DATA, HOLDOUT_SHARE, SETS, THREADS, Set
from spotter.learning.arrays import Floats
from spotter.learning.files import read_table
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import Lesson
from spotter.learning.metrics import all_scores
from spotter.learning.tables import Table
from spotter.learning.training import train_model
from spotter.learning.validation import holdout_of

PEERS = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
PEER = Path(__file__).with_name("learning_peer.py")
METRICS = ("logloss", "auc", "f1_macro")
TOOLS = ("flaml-lgbm", "flaml-full", "autogluon", "lightautoml")


@dataclass(frozen=True)
class Row:
    """What one tool did with one set."""

    name: str
    tool: str
    scores: dict[str, float]
    seconds: float
    size: int


def main() -> None:
    """Measure the sets that are there with the tools that are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--budget", type=float, default=30.0)
    parser.add_argument("--peer-budget", type=float, default=60.0)
    parser.add_argument("--sets", default=",".join(each.name for each in SETS))
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    shown = Shown("set", "tool", *METRICS, "seconds", "bytes", title="learning, on groups never seen")
    for each in SETS:
        if each.name not in asked.sets.split(",") or not (asked.data / each.file).is_file():
            sys.stdout.write(f"{each.name}: skipped, not asked for or not in {asked.data}\n")
            continue
        for row in _measured(each, asked):
            scores = (f"{row.scores[name]:.4f}" if name in row.scores else "" for name in METRICS)
            shown.add_row(row.name, row.tool, *scores, f"{row.seconds:.1f}", f"{row.size:,}")
    Console(width=110).print(shown)


def _measured(each: Set, asked: argparse.Namespace) -> Iterator[Row]:
    table = read_table(asked.data / each.file)
    frame = frame_of(table, each.roles)
    yield _spotter(each, table, asked)
    yield _defaults(each, frame, asked.seed)
    for tool in filter(None, asked.tools.split(",")):
        row = _peer(each, frame, tool, asked)
        if row is not None:
            yield row


def _spotter(each: Set, table: Table, asked: argparse.Namespace) -> Row:
    lesson = Lesson(
        each.roles, budget_s=asked.budget, seed=asked.seed, threads=THREADS, holdout_share=HOLDOUT_SHARE
    )
    started = time.perf_counter()
    model = train_model(table, lesson)
    return Row(each.name, "spotter", model.card.holdout, time.perf_counter() - started, len(model.text))


def _defaults(each: Set, frame: Frame, seed: int) -> Row:
    fold = holdout_of(frame, HOLDOUT_SHARE, seed=seed)
    learned, unseen = frame.taken(fold.train), frame.taken(fold.valid)
    params = {"objective": frame.problem.task, "verbosity": -1, "num_threads": THREADS}
    if frame.problem.task == "multiclass":
        params["num_class"] = len(frame.problem.classes)
    started = time.perf_counter()
    data = lgb.Dataset(learned.matrix, learned.target, categorical_feature=frame.categorical)
    booster = lgb.train(params, data, 100)
    took_s = time.perf_counter() - started
    outputs = np.asarray(booster.predict(unseen.matrix), dtype=np.float64)
    return Row(
        each.name, "lightgbm", _scores(frame, unseen.target, outputs), took_s, len(booster.model_to_string())
    )


def _peer(each: Set, frame: Frame, tool: str, asked: argparse.Namespace) -> Row | None:
    """Hand the rows to a peer in its own process, and judge what it says of the held-out ones."""
    if not PEERS.is_file():
        sys.stdout.write(f"{each.name}: {tool} skipped, there is no .venv-peers\n")
        return None
    fold = holdout_of(frame, HOLDOUT_SHARE, seed=asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        rows: dict[str, Any] = {
            "x": frame.matrix[fold.train],
            "y": frame.target[fold.train],
            "unseen": frame.matrix[fold.valid],
        }
        if frame.groups is not None:
            rows["groups"] = np.unique(frame.groups[fold.train], return_inverse=True)[1]
        np.savez(Path(folder) / "rows.npz", **rows)
        words = [str(PEERS), str(PEER), tool, folder, str(asked.peer_budget), str(asked.seed), str(THREADS)]
        done = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603 - our own words
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            sys.stdout.write(f"{each.name}: {tool} skipped, {last}\n")
            return None
        facts = json.loads((Path(folder) / "facts.json").read_text())
        outputs = np.load(Path(folder) / "outputs.npy")
    scores = _scores(frame, frame.target[fold.valid], outputs)
    return Row(each.name, tool, scores, facts["seconds"], facts["bytes"])


def _scores(frame: Frame, target: Floats, outputs: Floats) -> dict[str, float]:
    return all_scores(frame.problem.task, target, outputs)


if __name__ == "__main__":
    main()
