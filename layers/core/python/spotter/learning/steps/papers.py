"""Cells as a script and as a notebook (nbformat 4.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from spotter.errors import Unavailable
from spotter.learning.steps.cells import Cell


def write_script(cells: Sequence[Cell], file: Path) -> None:
    """Write a Python script whose comments are the words."""
    _write(file, "\n\n".join(_commented(cell) for cell in cells) + "\n")


def write_notebook(cells: Sequence[Cell], file: Path) -> None:
    """Write a notebook; the same cells always give the same file."""
    notebook = {
        "cells": list(_notebook_cells(cells)),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    _write(file, msgspec.json.format(msgspec.json.encode(notebook), indent=1).decode() + "\n")


def _commented(cell: Cell) -> str:
    words = "\n".join(f"# {line}".rstrip() for line in cell.words.replace("#", "").strip().splitlines())
    return f"{words}\n{cell.code.rstrip()}"


def _notebook_cells(cells: Sequence[Cell]) -> Iterator[dict[str, object]]:
    for at, cell in enumerate(cells):
        yield {
            "cell_type": "markdown",
            "id": _name(f"words {at} {cell.words}"),
            "metadata": {},
            "source": cell.words.splitlines(keepends=True),
        }
        yield {
            "cell_type": "code",
            "execution_count": None,
            "id": _name(f"code {at} {cell.code}"),
            "metadata": {},
            "outputs": [],
            "source": cell.code.rstrip().splitlines(keepends=True),
        }


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _write(file: Path, content: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    except OSError as err:
        raise Unavailable(f"cannot write {file}: {err.strerror}", file=str(file)) from err
