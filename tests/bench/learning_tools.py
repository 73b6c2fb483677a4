"""Every tool of the comparison on one set by one seed: each in its own process, all judged by one measure."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm as lgb
import numpy as np

from bench.learning_sets import Set, groups_of, held_out
from spotter.learning.arrays import Floats
from spotter.learning.files import read_table
from spotter.learning.frames import Frame, frame_of
from spotter.learning.metrics import all_scores

BUILD = Path(__file__).resolve().parents[2] / "build"
HERE = Path(__file__).parent
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
"""Each tool's environment and budget in seconds; LightGBM's defaults have none."""


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


class Cannot(Exception):
    """A tool cannot be measured here; the sentence says why."""


class Bout(NamedTuple):
    """One set by one seed: who learns from what, and is judged on what."""

    each: Set
    file: Path
    frame: Frame
    seed: int
    clock: str

    @property
    def threads(self) -> int:
        """One where processor time counts, two on the wall's clock."""
        return 1 if self.clock == "cpu" else 2

    def sides(self) -> tuple[Frame, Frame]:
        """Give the rows to learn from and those that nobody sees."""
        fold = held_out(self.frame, self.seed)
        return self.frame.taken(fold.train), self.frame.taken(fold.valid)

    def row(self, tool: str, outputs: Floats, seconds: float, size: int) -> Row:
        """Judge what a tool says of the rows that it did not see."""
        target = self.sides()[1].target
        scores = all_scores(self.frame.problem.task, target, outputs)
        return Row(self.each.name, tool, self.seed, TOOLS[tool][1], self.clock, scores, seconds, size)


def bout_of(each: Set, file: Path, seed: int, clock: str) -> Bout:
    """Read a set."""
    table = read_table(file)
    return Bout(each, file, frame_of(table, each.roles_in(table)), seed, clock)


def measured(tool: str, bout: Bout) -> Row:
    """Let one tool learn.

    Raises:
        Cannot: it is not installed, or failed.
    """
    if tool == "lightgbm":
        return _defaults(bout)
    environment, budget_s = TOOLS[tool]
    with tempfile.TemporaryDirectory() as folder:
        if environment:
            _write(bout, Path(folder))
            words = [str(_python(environment)), str(HERE / "learning_peer.py"), tool, folder]
        else:
            words = [sys.executable, "-m", "bench.learning_own", bout.each.name, str(bout.file), folder]
        words += [f"{budget_s}", f"{bout.seed}", f"{bout.threads}", bout.clock]
        done = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603 - our own words
        if done.returncode:
            raise Cannot((done.stderr.strip().splitlines() or ["it said nothing"])[-1])
        facts = json.loads((Path(folder) / "facts.json").read_text())
        outputs = np.load(Path(folder) / "outputs.npy")
    return bout.row(tool, outputs, facts["seconds"], facts["bytes"])


def install(tools: list[str]) -> None:
    """Make the environments of peers that are not there yet; say which cannot be made."""
    for name in sorted({TOOLS[tool][0] for tool in tools} - {""}):
        python = BUILD / "peers" / name / "bin" / "python"
        if not python.is_file():
            subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)  # noqa: S603 - our own words
            words = [str(python), "-m", "pip", "install", "--quiet", *ENVIRONMENTS[name]]
            if subprocess.run(words, check=False).returncode:  # noqa: S603 - our own words
                python.unlink()
                sys.stdout.write(f"{name} cannot be installed here\n")


def clock_named(clock: str) -> Callable[[], float]:
    """Give the clock that counts."""
    return time.process_time if clock == "cpu" else time.monotonic


def _python(environment: str) -> Path:
    python = BUILD / "peers" / environment / "bin" / "python"
    if not python.is_file():
        raise Cannot(f"{environment} is not installed (--install)")
    return python


def _write(bout: Bout, folder: Path) -> None:
    """Hand the rows over, with what should stay together."""
    learned, unseen = bout.sides()
    rows: dict[str, Any] = {"x": learned.matrix, "y": learned.target, "unseen": unseen.matrix}
    groups = groups_of(learned)
    if groups is not None:
        rows["groups"] = groups
    np.savez(folder / "rows.npz", **rows)


def _defaults(bout: Bout) -> Row:
    learned, unseen = bout.sides()
    problem = bout.frame.problem
    params = {"objective": problem.task, "verbosity": -1, "num_threads": bout.threads, "seed": bout.seed}
    if problem.task == "multiclass":
        params["num_class"] = len(problem.classes)
    looked = clock_named(bout.clock)
    started = looked()
    data = lgb.Dataset(learned.matrix, learned.target, categorical_feature=bout.frame.categorical)
    booster = lgb.train(params, data, 100)
    seconds, size = looked() - started, len(booster.model_to_string())
    return bout.row("lightgbm", np.asarray(booster.predict(unseen.matrix)), seconds, size)
