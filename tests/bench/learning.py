"""How Spotter's learning stands beside other tools: a table of set, tool, metric, seconds and size.

`PYTHONPATH=tests python -m bench.learning --install`. Each tool gets the same rows, and the groups or blocks
of time; the held-out rows are judged by one measure. Peers run in processes and environments of their own
(`build/peers/NAME`, made by `--install`); those not there, and sets that are not in the folder, are skipped
with a message. What was measured is kept in `build/learning.json` at once and not measured again (but with
`--again`), so a run that was cut goes on where it was, and sets can be measured one by one (`--sets`,
`--tools`, `--seeds`) and shown together (`--show`). The clock is the processor time of each tool's own
process and each has one thread, which makes a busy machine fair; `--clock wall` uses two.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from bench.learning_sets import DATA, SETS
from bench.learning_tools import BUILD, TOOLS, Bout, Cannot, Row, bout_of, install, measured

METRICS = ("logloss", "auc", "pr_auc", "f1_macro")
COMPARED = ("logloss", "auc")
EQUAL = 1e-9


class Key(NamedTuple):
    """What is measured once."""

    name: str
    tool: str
    seed: int
    clock: str


def main() -> None:
    """Measure the sets that are there with the tools that are there, and show all that was measured."""
    asked = _asked()
    tools, seeds = asked.tools.split(","), [int(seed) for seed in asked.seeds.split(",")]
    if asked.install:
        install(tools)
    if not asked.show:
        _measure(asked, tools, seeds)
    kept = [row for row in _kept().values() if row.clock == asked.clock and row.seed in seeds]
    _show(kept, asked.clock)
    _compare(kept)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", default=",".join(each.name for each in SETS))
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--clock", choices=("cpu", "wall"), default="cpu")
    parser.add_argument("--install", action="store_true", help="make the peers' environments first")
    parser.add_argument("--again", action="store_true", help="measure also what is kept")
    parser.add_argument("--show", action="store_true", help="measure nothing")
    return parser.parse_args()


def _measure(asked: argparse.Namespace, tools: list[str], seeds: list[int]) -> None:
    """Go through seeds, sets and tools, in this order, so that a cut run has something of each set."""
    for seed in seeds:
        for each in SETS:
            if each.name not in asked.sets.split(","):
                continue
            file = asked.data / each.file
            missing = [t for t in tools if asked.again or Key(each.name, t, seed, asked.clock) not in _kept()]
            if not file.is_file():
                sys.stdout.write(f"{each.name}: skipped, {file} is not there\n")
            elif missing:
                _let_learn(missing, bout_of(each, file, seed, asked.clock))


def _let_learn(tools: list[str], bout: Bout) -> None:
    for tool in tools:
        try:
            row = measured(tool, bout)
        except Cannot as reason:
            sys.stdout.write(f"{bout.each.name}: {tool} skipped, {reason}\n")
        else:
            _keep(row)
            said = ", ".join(f"{name} {row.scores[name]:.4f}" for name in COMPARED)
            sys.stdout.write(f"{row.name} by seed {row.seed}: {tool} {said}, {row.seconds:.1f} s\n")
        sys.stdout.flush()


def _keep(row: Row) -> None:
    """Keep a row as soon as it is measured, in place of an earlier one."""
    kept = _kept() | {_key(row): row}
    BUILD.mkdir(exist_ok=True)
    (BUILD / "learning.json").write_text(json.dumps([each._asdict() for each in kept.values()], indent=1))


def _kept() -> dict[Key, Row]:
    file = BUILD / "learning.json"
    rows = [Row(**each) for each in json.loads(file.read_text())] if file.is_file() else []
    return {_key(row): row for row in rows}


def _key(row: Row) -> Key:
    return Key(row.name, row.tool, row.seed, row.clock)


def _show(kept: list[Row], clock: str) -> None:
    shown = Shown("set", "tool", "seeds", *METRICS, f"{clock} s", "bytes", title="means, on rows never seen")
    for each in SETS:
        for tool in TOOLS:
            rows = [row for row in kept if (row.name, row.tool) == (each.name, tool)]
            if rows:
                scores = (_said(_mean(rows, of)) for of in METRICS)
                seconds = float(np.mean([row.seconds for row in rows]))
                size = int(np.mean([row.size for row in rows]))
                shown.add_row(each.name, tool, str(len(rows)), *scores, f"{seconds:.1f}", f"{size:,}")
    Console(width=120).print(shown)


def _compare(kept: list[Row]) -> None:
    """Say on how many sets Spotter is at least as good, by seeds that both were measured on."""
    names = [each.name for each in SETS]
    shown = Shown("Spotter beside", *(f"{of}: sets at least as good" for of in COMPARED), "behind on")
    for tool in TOOLS:
        pairs = {name: _pair(kept, name, tool) for name in names}
        both = {name: pair for name, pair in pairs.items() if pair[0] and tool != "spotter"}
        if both:
            ahead = {of: [name for name, pair in both.items() if _as_good(*pair, of)] for of in COMPARED}
            behind = (f"{of}: {', '.join(n for n in both if n not in ahead[of]) or '-'}" for of in COMPARED)
            counts = (f"{len(ahead[of])} of {len(both)}" for of in COMPARED)
            shown.add_row(tool, *counts, "; ".join(behind))
    Console(width=120).print(shown)
    over = [row.seconds - row.budget_s for row in kept if row.tool == "spotter"]
    if over:
        sys.stdout.write(f"Spotter ended at most {max(over):+.1f} s beside its budget\n")


def _pair(kept: list[Row], name: str, tool: str) -> tuple[list[Row], list[Row]]:
    """Give Spotter's rows and a rival's on one set, of the same seeds."""
    ours, theirs = (
        {row.seed: row for row in kept if (row.name, row.tool) == (name, one)} for one in ("spotter", tool)
    )
    both = sorted(ours.keys() & theirs.keys())
    return [ours[seed] for seed in both], [theirs[seed] for seed in both]


def _as_good(ours: list[Row], theirs: list[Row], of: str) -> bool:
    gain = _mean(ours, of) - _mean(theirs, of)
    return (gain if of != "logloss" else -gain) >= -EQUAL


def _mean(rows: list[Row], of: str) -> float:
    return float(np.mean([row.scores.get(of, np.nan) for row in rows]))


def _said(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.4f}"


if __name__ == "__main__":
    main()
