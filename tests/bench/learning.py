"""How Spotter's learning stands beside other tools: a table of set, tool, metric, seconds and size.

`PYTHONPATH=tests python -m bench.learning --install`. Each tool gets the same rows, and the groups or blocks
of time; the held-out rows are judged here by one measure. Peers run in processes and environments of their
own (`build/peers/NAME`, made by `--install`); those not there, and sets that are not in the folder, are
skipped with a message. What was measured is kept in `build/learning.json`, so that sets can be measured one
by one (`--sets`, `--tools`, `--seeds`) and shown together (`--show`). The clock is the processor time of each
tool's own process and each has one thread, which makes a busy machine fair; `--clock wall` uses two.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm as lgb
import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from bench.learning_sets import DATA, HOLDOUT_SHARE, SETS, Set, groups_of
from spotter.learning.arrays import Floats
from spotter.learning.files import read_table
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import Lesson
from spotter.learning.metrics import all_scores
from spotter.learning.tables import Table
from spotter.learning.training import train_model
from spotter.learning.validation import holdout_of

BUILD = Path(__file__).resolve().parents[2] / "build"
PEER = Path(__file__).with_name("learning_peer.py")
METRICS = ("logloss", "auc", "pr_auc", "f1_macro")
ENVIRONMENTS = {
    "flaml": ("flaml[automl]==2.7.0",),
    "autogluon": ("autogluon.tabular[lightgbm]==1.6.3",),
    "lightautoml": ("torch==2.13.0", "lightautoml==0.4.2"),
}
TOOLS = {
    "spotter": ("", 30.0),
    "lightgbm": ("", 0.0),
    "flaml-lgbm": ("flaml", 60.0),
    "flaml-full": ("flaml", 60.0),
    "autogluon": ("autogluon", 30.0),
    "lightautoml": ("lightautoml", 30.0),
}
"""Each tool's environment and budget."""


class Row(NamedTuple):
    """What one tool did with one set, by one seed."""

    name: str
    tool: str
    seed: int
    budget_s: float
    clock: str
    scores: dict[str, float]
    seconds: float
    size: int


def main() -> None:
    """Measure the sets that are there with the tools that are there, and show all that was measured."""
    asked = _asked()
    if asked.install:
        _install(asked.tools.split(","))
    for each in SETS:
        if each.name in asked.sets.split(",") and not asked.show:
            if (asked.data / each.file).is_file():
                _keep(_measured(each, asked))
            else:
                sys.stdout.write(f"{each.name}: skipped, {asked.data / each.file} is not there\n")
    _show(asked.clock, [int(seed) for seed in asked.seeds.split(",")])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", default=",".join(each.name for each in SETS))
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--clock", choices=("cpu", "wall"), default="cpu")
    parser.add_argument("--install", action="store_true", help="make the peers' environments first")
    parser.add_argument("--show", action="store_true", help="measure nothing")
    return parser.parse_args()


def _install(tools: list[str]) -> None:
    for name in {TOOLS[tool][0] for tool in tools} - {""}:
        python = BUILD / "peers" / name / "bin" / "python"
        if not python.is_file():
            subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)  # noqa: S603 - our own words
            words = [str(python), "-m", "pip", "install", "--quiet", *ENVIRONMENTS[name]]
            if subprocess.run(words, check=False).returncode:  # noqa: S603 - our own words
                sys.stdout.write(f"{name} cannot be installed here\n")


def _measured(each: Set, asked: argparse.Namespace) -> Iterator[Row]:
    table = read_table(asked.data / each.file)
    frame = frame_of(table, each.roles_in(table))
    for seed in map(int, asked.seeds.split(",")):
        for tool in asked.tools.split(","):
            row = _by(tool, each, table, frame, seed, asked.clock)
            if row is not None:
                sys.stdout.write(f"{row}\n")
                sys.stdout.flush()
                yield row


def _by(tool: str, each: Set, table: Table, frame: Frame, seed: int, clock: str) -> Row | None:
    match tool:
        case "spotter":
            return _spotter(each, table, seed, clock)
        case "lightgbm":
            return _defaults(each, frame, seed, clock)
        case _:
            return _peer(each, frame, tool, seed, clock)


def _spotter(each: Set, table: Table, seed: int, clock: str) -> Row:
    budget_s = TOOLS["spotter"][1]
    lesson = Lesson(
        each.roles_in(table),
        budget_s=budget_s,
        seed=seed,
        threads=_threads(clock),
        holdout_share=HOLDOUT_SHARE,
    )
    looked = _clock(clock)
    started = looked()
    model = train_model(table, lesson, clock=looked)
    seconds, size = looked() - started, len(model.text)
    return Row(each.name, "spotter", seed, budget_s, clock, model.card.holdout, seconds, size)


def _defaults(each: Set, frame: Frame, seed: int, clock: str) -> Row:
    fold = holdout_of(frame, HOLDOUT_SHARE, seed=seed)
    learned, unseen = frame.taken(fold.train), frame.taken(fold.valid)
    params = {"objective": frame.problem.task, "verbosity": -1, "num_threads": _threads(clock), "seed": seed}
    if frame.problem.task == "multiclass":
        params["num_class"] = len(frame.problem.classes)
    looked = _clock(clock)
    started = looked()
    data = lgb.Dataset(learned.matrix, learned.target, categorical_feature=frame.categorical)
    booster = lgb.train(params, data, 100)
    seconds, size = looked() - started, len(booster.model_to_string())
    outputs = np.asarray(booster.predict(unseen.matrix), dtype=np.float64)
    scores = _scores(frame, unseen.target, outputs)
    return Row(each.name, "lightgbm", seed, 0.0, clock, scores, seconds, size)


def _peer(each: Set, frame: Frame, tool: str, seed: int, clock: str) -> Row | None:
    """Hand the rows to a peer in its own process, and judge what it says of the held-out ones."""
    environment, budget_s = TOOLS[tool]
    python = BUILD / "peers" / environment / "bin" / "python"
    if not python.is_file():
        sys.stdout.write(f"{each.name}: {tool} skipped, {environment} is not installed (--install)\n")
        return None
    fold = holdout_of(frame, HOLDOUT_SHARE, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        learned, unseen = frame.taken(fold.train), frame.taken(fold.valid)
        rows: dict[str, Any] = {"x": learned.matrix, "y": learned.target, "unseen": unseen.matrix}
        groups = groups_of(learned)
        if groups is not None:
            rows["groups"] = groups
        np.savez(Path(folder) / "rows.npz", **rows)
        words = [str(python), str(PEER), tool, folder, f"{budget_s}", f"{seed}", f"{_threads(clock)}", clock]
        done = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603 - our own words
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            sys.stdout.write(f"{each.name}: {tool} skipped, {last}\n")
            return None
        facts = json.loads((Path(folder) / "facts.json").read_text())
        outputs = np.load(Path(folder) / "outputs.npy")
    scores = _scores(frame, unseen.target, outputs)
    return Row(each.name, tool, seed, budget_s, clock, scores, facts["seconds"], facts["bytes"])


def _clock(clock: str) -> Callable[[], float]:
    return time.process_time if clock == "cpu" else time.monotonic


def _threads(clock: str) -> int:
    return 1 if clock == "cpu" else 2


def _scores(frame: Frame, target: Floats, outputs: Floats) -> dict[str, float]:
    return all_scores(frame.problem.task, target, outputs)


def _keep(rows: Iterator[Row]) -> None:
    """Keep each row as soon as it is measured, in place of an earlier one."""
    for row in rows:
        kept = {_key(each): each for each in _kept()} | {_key(row): row}
        BUILD.mkdir(exist_ok=True)
        (BUILD / "learning.json").write_text(json.dumps([each._asdict() for each in kept.values()], indent=1))


def _kept() -> list[Row]:
    file = BUILD / "learning.json"
    return [Row(**each) for each in json.loads(file.read_text())] if file.is_file() else []


def _key(row: Row) -> tuple[str, str, int, str]:
    return row.name, row.tool, row.seed, row.clock


def _show(clock: str, seeds: list[int]) -> None:
    shown = Shown("set", "tool", "seeds", *METRICS, f"{clock} s", "bytes", title="means, on rows never seen")
    kept = [row for row in _kept() if row.clock == clock and row.seed in seeds]
    for each in SETS:
        for tool in TOOLS:
            rows = [row for row in kept if (row.name, row.tool) == (each.name, tool)]
            if rows:
                scores = (_mean([row.scores.get(of, np.nan) for row in rows], "{:.4f}") for of in METRICS)
                seconds, size = (
                    _mean([row.seconds for row in rows], "{:.1f}"),
                    int(np.mean([row.size for row in rows])),
                )
                shown.add_row(each.name, tool, str(len(rows)), *scores, seconds, f"{size:,}")
    Console(width=120).print(shown)


def _mean(values: list[float], form: str) -> str:
    mean = float(np.mean(values))
    return "" if np.isnan(mean) else form.format(mean)


if __name__ == "__main__":
    main()
