"""How long a cold process needs to score its first ten rows: `python -m tests.bench score_cold`.

The reference is the same job through `import lightgbm`, in the same run, process by process in turn.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import lightgbm as lgb
import numpy as np

from bench.records import Record, interleaved_medians, record

ROUNDS = 15
CORE = Path(__file__).resolve().parents[2] / "layers" / "core" / "python"

OURS = """
import json, sys
from spotter.adapters.native.lightgbm import load_booster
rows = json.load(open(sys.argv[2]))
load_booster(open(sys.argv[1]).read()).score(rows)
"""
THEIRS = """
import json, sys
import lightgbm
rows = json.load(open(sys.argv[2]))
lightgbm.Booster(model_file=sys.argv[1]).predict(rows, num_threads=1)
"""
NOTHING = """
import json, sys
json.load(open(sys.argv[2]))
"""


def main() -> None:
    """Measure and record `score.cold_ms` and what of it is the interpreter's."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_model(Path(folder))
        scripts = {"ours": OURS, "theirs": THEIRS, "nothing": NOTHING}
        measures = {name: partial(wall_ms, code, files) for name, code in scripts.items()}
        took = interleaved_medians(measures, rounds=ROUNDS)
    conditions = (
        f"200 trees x 31 leaves, 30 features, 10 rows from JSON, median of {ROUNDS} interleaved processes"
    )
    record(
        Record("score.cold_ms", took["ours"], "ms", "lower", conditions, "import lightgbm", took["theirs"]),
        Record(
            "score.cold_over_python_ms",
            took["ours"] - took["nothing"],
            "ms",
            "lower",
            f"{conditions}; less the bare interpreter with json",
            "import lightgbm",
            took["theirs"] - took["nothing"],
        ),
    )


def write_model(folder: Path) -> tuple[Path, Path]:
    """Train a model of the usual size; write it, and ten rows."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(5_000, 30))
    target = rows[:, 0] * rows[:, 1] + rng.normal(size=5_000) > 0
    data = lgb.Dataset(rows, target.astype(np.float64))
    booster = lgb.train({"objective": "binary", "verbosity": -1, "num_threads": 1}, data, 200)
    booster.save_model(folder / "model.txt")
    (folder / "rows.json").write_text(json.dumps(rows[:10].tolist()))
    return folder / "model.txt", folder / "rows.json"


def wall_ms(code: str, files: tuple[Path, Path]) -> float:
    """Run a fresh process from start to end."""
    started = time.perf_counter()
    command = [sys.executable, "-c", code, *map(str, files)]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(CORE)})  # noqa: S603 - our own words
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
