"""Sheets: read a file of rows and columns, and write it as the parts of a version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from spotter.contracts.sheets import Preview, SheetForm, SheetOptions
from spotter.ports.tables import Written


class Sheet(Protocol):
    """A file that was read."""

    @property
    def preview(self) -> Preview:
        """Tell what the file is taken for."""
        ...

    def parts(self) -> Iterator[Written]:
        """Write its rows as Parquet parts, in their order."""
        ...


class Sheets(Protocol):
    """Reads sheets."""

    def open(self, content: bytes, form: SheetForm, options: SheetOptions) -> AbstractContextManager[Sheet]:
        """Read a file; CSV and JSON are UTF-8.

        Raises:
            Invalid: it cannot be read; the sentence says in which row and column, and what would help.
        """
        ...
