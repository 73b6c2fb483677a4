"""How long a recipe takes over a whole version, in how much memory: where the bounds of `prepare` come from.

`python -m tests.bench prepare [--rows N]`. A version of eight channels, of which one value in fifty is
missing, lies in a folder; a recipe fills and scales it in a process of its own. Nearest neighbours fill
100,000 rows of 30 columns, from 500 donors drawn from them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from bench.records import Record, record
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.parquet.grids import DuckGrids
from spotter.contracts.datasets import Column, ColumnType, Dataset, DatasetManifest
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.preparing import PreparingOrder, PreparingRoles
from spotter.domain.part_tree import planted
from spotter.domain.recipes.reading import recipe_of
from spotter.services.prepare_version import PrepareVersion
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.prepared import PreparedRecords

TENANT, NAME, NOW = Tenant("acme"), DatasetName("bench"), datetime(2026, 11, 24, tzinfo=UTC)
ROWS, COLUMNS, ROWS_A_PART = 10_000_000, 8, 1_000_000
RECIPES: dict[str, list[dict[str, Any]]] = {
    "fill_and_scale": [{"step": "fill_median"}, {"step": "scale_robust"}],
    "fill_regression": [{"step": "fill_regression"}, {"step": "scale_standard"}],
    "fill_knn": [{"step": "scale_standard"}, {"step": "fill_knn"}],
}


def main() -> None:
    """Measure each recipe in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--one", default="")
    parser.add_argument("--columns", type=int, default=COLUMNS)
    asked = parser.parse_args()
    if asked.one:
        sys.stdout.write(json.dumps(measured(asked.one, asked.rows, asked.columns)))
        return
    for name, rows, columns in (
        ("fill_and_scale", asked.rows, COLUMNS),
        ("fill_regression", asked.rows // 4, COLUMNS),
        ("fill_knn", 100_000, 30),
    ):
        words = ["--one", name, "--rows", str(rows), "--columns", str(columns)]
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "bench.bench_prepare", *words], check=True, capture_output=True, text=True
        )
        told = json.loads(done.stdout)
        said = f"{rows} rows of {columns} columns, 2 % missing, read from and written to Parquet"
        record(
            Record(f"prepare.{name}_s", told["seconds"], "s", "lower", said, "a function's time", 900.0),
            Record(f"prepare.{name}_peak_mb", told["peak_mb"], "MB", "lower", said, "a function", 10_240.0),
        )


def measured(name: str, rows: int, columns: int) -> dict[str, float]:
    """Prepare a version by a recipe, and tell how long it took and how much memory at most."""
    with tempfile.TemporaryDirectory() as folder:
        objects, records = FolderObjects(Path(folder)), MemoryRecords()
        versions = DatasetVersions(objects, records)
        source = a_version(versions, rows, columns)
        prepare = PrepareVersion(
            versions,
            Extractions(objects, records),
            PreparedRecords(objects),
            DuckGrids(),
            lambda: NOW,
            Catalogue(records),
        )
        recipe = recipe_of({"steps": RECIPES[name]})
        order = PreparingOrder("bench", TENANT, NAME, source.version, recipe, f"{name}@1", "ada")
        started = time.perf_counter()
        report = prepare(msgspec.structs.replace(order, roles=PreparingRoles(asides=("row",)), marks=False))
        took = time.perf_counter() - started
    assert report.rows_after == rows
    return {"seconds": took, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def a_version(versions: DatasetVersions, rows: int, columns: int) -> DatasetManifest:
    """Make a version of values that follow one another, as sensors' do, and of which some are missing."""
    values = ", ".join(
        f"CASE WHEN hash(range * {at + 3}) % 50 > 0 THEN round(sin(range / {1_000 + at}) * {at + 1} "
        f"+ (hash(range * {at + 7}) % 1000) / 1000.0, 3) END AS x{at}"
        for at in range(columns)
    )
    parts = []
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 2}) as database:
        for first in range(0, rows, ROWS_A_PART):
            file = Path(folder, "part.parquet")
            some = f"range({first}, {min(first + ROWS_A_PART, rows)})"
            database.execute(f"COPY (SELECT range AS row, {values} FROM {some}) TO '{file}' (FORMAT parquet)")  # noqa: S608 - our own words
            count = min(ROWS_A_PART, rows - first)
            parts.append(
                versions.keep_part(TENANT, NAME, file.read_bytes(), place=f"upload/{first}", rows=count)
            )
    told = (
        Column("row", ColumnType.INTEGER),
        *(Column(f"x{at}", ColumnType.NUMBER) for at in range(columns)),
    )
    tree = planted(parts, versions.nodes(TENANT, NAME))
    manifest = DatasetManifest(
        TENANT, NAME, "a" * 16, "uploaded", told, rows, 0, tree, NOW, "code", NOW, "ada"
    )
    return versions.publish(manifest, dataset=versions.put(Dataset(TENANT, NAME, NOW, "ada"), expected=None))


class FolderObjects:
    """Objects as files, so that what is stored takes no memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes) -> None:
        file = self._folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def get(self, key: str) -> bytes:
        return (self._folder / key).read_bytes()

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        found = (
            each.relative_to(self._folder).as_posix() for each in self._folder.rglob("*") if each.is_file()
        )
        return iter(sorted(key for key in found if key.startswith(prefix) and key > after))


if __name__ == "__main__":
    main()
