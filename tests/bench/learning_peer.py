"""One peer on one set, run by the peers' own Python.

It learns from `rows.npz` in a folder and writes `outputs.npy` and `facts.json` beside it.
"""

from __future__ import annotations

import json
import pickle  # the size of what a peer would keep; nothing is ever read back
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np

LISTS = {"flaml-lgbm": ["lgbm"], "flaml-full": "auto"}


def main(tool: str, folder: Path, budget_s: float, seed: int, threads: int) -> None:
    """Learn within the budget."""
    if tool not in LISTS:
        sys.exit(f"{tool} is not driven by this script yet")
    rows = dict(np.load(folder / "rows.npz"))
    more = {"split_type": "group", "groups": rows["groups"], "eval_method": "cv"} if "groups" in rows else {}
    started = time.perf_counter()
    automl = import_module("flaml").AutoML()
    automl.fit(
        rows["x"],
        rows["y"].astype(int),
        task="classification",
        metric="log_loss",
        estimator_list=LISTS[tool],
        time_budget=budget_s,
        seed=seed,
        n_jobs=threads,
        verbose=0,
        **more,
    )
    seconds = time.perf_counter() - started
    outputs = automl.predict_proba(rows["unseen"])
    np.save(folder / "outputs.npy", outputs[:, 1] if outputs.shape[1] == 2 else outputs)
    facts = {"seconds": seconds, "bytes": len(pickle.dumps(automl.model))}
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
