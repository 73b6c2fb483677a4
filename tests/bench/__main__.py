"""Run the benchmarks, each in its own process: `python -m tests.bench [NAME ...]`, without a name all.

Each is a `bench_<name>.py` beside this file that writes records into `build/bench.json`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run the named benchmarks in order; one that fails does not keep the others from running."""
    there = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = [name for name in names if name not in there]
    if unknown:
        sys.stderr.write(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(there)}\n")
        return 2
    failed = [name for name in names or there if run(name)]
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def run(name: str) -> int:
    """Run one benchmark and give its exit code."""
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-m", f"bench.bench_{name}"]
    return subprocess.run(command, check=False, cwd=HERE.parents[1], env=environment).returncode  # noqa: S603 - our own words


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
