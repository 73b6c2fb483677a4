"""Samples of columns, and what they come down to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from spotter.contracts.datasets import Cell, Column, ColumnType
from spotter.contracts.skew import VersionSummary
from spotter.domain.skew.summaries import summary_of

Sample = Mapping[str, Sequence[Cell]]


def a_sample(seed: int, rows: int = 2_000) -> dict[str, list[Cell]]:
    """Draw what a gas site sends: a normal, a skewed and a mostly-zero number, a text, a flag."""
    random = Random(seed)  # noqa: S311 - a sample and no secret
    return {
        "o2": [random.gauss(20.9, 0.1) for _ in range(rows)],
        "dust": [random.lognormvariate(0, 1) for _ in range(rows)],
        "co": [0.0 if random.random() < 0.9 else random.uniform(1, 9) for _ in range(rows)],
        "state": [random.choice(["idle", "idle", "work", "lift"]) for _ in range(rows)],
        "sos": [random.random() < 0.02 for _ in range(rows)],
    }


def columns_of(sample: Sample, units: Mapping[str, str] | None = None) -> list[Column]:
    """Name the columns of a sample by the type of their first value."""
    units = units or {}
    return [
        Column(name, _type(next((cell for cell in cells if cell is not None), "")), name, units.get(name, ""))
        for name, cells in sample.items()
    ]


def summed(sample: Sample, units: Mapping[str, str] | None = None) -> VersionSummary:
    """Bring a sample down."""
    columns = columns_of(sample, units)
    rows = max((len(cells) for cells in sample.values()), default=0)
    return VersionSummary(rows, tuple(summary_of(column, sample[column.name]) for column in columns))


def _type(cell: Cell) -> ColumnType:
    kinds = {bool: ColumnType.FLAG, int: ColumnType.INTEGER, float: ColumnType.NUMBER, str: ColumnType.TEXT}
    return kinds.get(type(cell), ColumnType.TIME)
