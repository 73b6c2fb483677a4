"""One peer on one set, run by the peer's own Python.

It learns from `rows.npz` in a folder and writes `outputs.npy` and `facts.json` beside it. With the clock
`cpu` every clock that the tool can look at is the processor time of this process, so that a budget means the
same on a busy machine; imports, search and the final fit are inside it.
"""

from __future__ import annotations

import json
import os
import pickle  # the size of what a peer would keep; nothing is ever read back
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

BEGUN = time.time()
PROCESSOR = time.process_time


class Task(NamedTuple):
    """What a tool is asked for."""

    tool: str
    rows: dict[str, Any]
    budget_s: float
    seed: int
    threads: int

    @property
    def left_s(self) -> float:
        """What the imports have left of the budget."""
        return self.budget_s - PROCESSOR()


def hold_clocks() -> None:
    """Let every clock show processor time."""
    time.time = lambda: BEGUN + PROCESSOR()
    time.perf_counter = time.monotonic = PROCESSOR


def flaml(task: Task) -> tuple[Any, int]:
    """FLAML with its one list or the other, and with the groups where there are any."""
    rows = task.rows
    more = {"split_type": "group", "groups": rows["groups"], "eval_method": "cv"} if "groups" in rows else {}
    automl = import_module("flaml").AutoML()
    automl.fit(
        rows["x"],
        rows["y"].astype(int),
        task="classification",
        metric="log_loss",
        estimator_list=["lgbm"] if task.tool == "flaml-lgbm" else "auto",
        time_budget=task.left_s,
        seed=task.seed,
        n_jobs=task.threads,
        verbose=0,
        **more,
    )
    return automl.predict_proba(rows["unseen"]), len(pickle.dumps(automl.model))


def autogluon(task: Task) -> tuple[Any, int]:
    """AutoGluon's `medium_quality`, with what is installed beside it."""
    rows, pandas = task.rows, import_module("pandas")
    tabular = import_module("autogluon.tabular")
    names = [f"f{at}" for at in range(rows["x"].shape[1])]
    table = pandas.DataFrame(rows["x"], columns=names).assign(label=rows["y"].astype(int))
    predictor = tabular.TabularPredictor("label", path="autogluon", eval_metric="log_loss", verbosity=0).fit(
        table, presets="medium_quality", time_limit=task.left_s, num_cpus=task.threads, num_gpus=0
    )
    outputs = predictor.predict_proba(pandas.DataFrame(rows["unseen"], columns=names)).to_numpy()
    kept = [path for path in Path("autogluon").rglob("*") if path.is_file()]
    return outputs, sum(path.stat().st_size for path in kept)


def lightautoml(task: Task) -> tuple[Any, int]:
    """LightAutoML's preset for tables."""
    rows, pandas = task.rows, import_module("pandas")
    presets = import_module("lightautoml.automl.presets.tabular_presets")
    tasks = import_module("lightautoml.tasks")
    names = [f"f{at}" for at in range(rows["x"].shape[1])]
    table = pandas.DataFrame(rows["x"], columns=names).assign(label=rows["y"].astype(int))
    roles = {"target": "label"}
    if "groups" in rows:
        table, roles = table.assign(group=rows["groups"]), roles | {"group": "group"}
    kind = "binary" if len(set(rows["y"])) == 2 else "multiclass"
    automl = presets.TabularAutoML(
        task=tasks.Task(kind),
        timeout=task.left_s,
        cpu_limit=task.threads,
        reader_params={"n_jobs": task.threads, "random_state": task.seed},
    )
    automl.fit_predict(table, roles=roles, verbose=0)
    outputs = automl.predict(pandas.DataFrame(rows["unseen"], columns=names)).data
    return outputs, len(pickle.dumps(automl))


def main(tool: str, folder: Path, budget_s: float, seed: int, threads: int, clock: str) -> None:
    """Learn within the budget."""
    os.chdir(folder)
    if clock == "cpu":
        hold_clocks()
    numpy = import_module("numpy")
    rows = dict(numpy.load("rows.npz"))
    drive = {"autogluon": autogluon, "lightautoml": lightautoml}.get(tool, flaml)
    outputs, size = drive(Task(tool, rows, budget_s, seed, threads))
    seconds = PROCESSOR() if clock == "cpu" else time.time() - BEGUN
    if outputs.ndim == 2 and outputs.shape[1] <= 2:  # two classes: the second one's probability
        outputs = outputs[:, -1]
    numpy.save("outputs.npy", outputs)
    Path("facts.json").write_text(json.dumps({"seconds": seconds, "bytes": size}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), sys.argv[6])
