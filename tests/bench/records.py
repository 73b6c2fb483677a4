"""Benchmark records: a JSON list in `build/bench.json`, where a new measure replaces the one of its name."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

FILE = Path(__file__).resolve().parents[2] / "build" / "bench.json"


Better = Literal["lower", "higher"]


class Record(NamedTuple):
    """What was measured, beside what else does the same job in the same run."""

    name: str
    value: float
    unit: str
    better: Better
    conditions: str
    reference: str | None = None
    reference_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """Our value over the reference's."""
        return self.value / self.reference_value if self.reference_value else None


def record(*records: Record) -> None:
    """Write records into the file, and a line for each to the screen."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    kept: list[dict[str, Any]] = json.loads(FILE.read_text()) if FILE.is_file() else []
    names = {each.name for each in records}
    kept = [old for old in kept if old["name"] not in names]
    kept += [{**each._asdict(), "ratio": each.ratio} for each in records]
    FILE.write_text(json.dumps(kept, indent=2) + "\n")
    for each in records:
        beside = (
            f"  ({each.reference}: {each.reference_value:.4g})" if each.reference_value is not None else ""
        )
        sys.stdout.write(f"{each.name:<34} {each.value:>10.4g} {each.unit}{beside}\n")


def interleaved_medians(measures: Mapping[str, Callable[[], float]], *, rounds: int) -> dict[str, float]:
    """Measure all in turn, again and again, so that a busy machine is busy for each."""
    seen: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            seen[name].append(measure())
    return {name: statistics.median(values) for name, values in seen.items()}
