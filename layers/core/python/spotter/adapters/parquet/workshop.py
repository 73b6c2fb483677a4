"""The workshop: a folder of this process, and DuckDB in it, which reads and writes no other file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

Setting = str | int | float | list[str]


class Workshop:
    """Connections with what they may take, and folders that are gone when the work is done."""

    def __init__(self, *, threads: int, memory: str, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="rows-"))
        self._settings: dict[str, Setting] = {
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(self.folder / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }

    @contextmanager
    def connected(self, **settings: Setting) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a database in memory, in which times are in UTC.

        What statistics of the sources promise is not looked at: DuckDB 2.0 writes a column as REQUIRED where
        they rule out a null, so that the same rows read from other files would become other bytes.
        """
        with duckdb.connect(":memory:", config=self._settings | settings) as database:
            database.execute("SET TimeZone = 'UTC'; SET disabled_optimizers = 'statistics_propagation'")
            yield database

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give a folder that is emptied afterwards."""
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch)


def quoted(path: Path) -> str:
    """Write a path as SQL."""
    return "'" + str(path).replace("'", "''") + "'"
