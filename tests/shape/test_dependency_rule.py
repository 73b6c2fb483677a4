"""Arrows point inward: between the library's packages, and from the functions into the library."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from blueprint import ROOT

FRAMEWORKS = {"chalice", "fastapi", "mangum"}
DOORS = {"bootstrap", "contracts", "entry", "services"}
HANDLERS = sorted((ROOT / "functions").glob("*/app.py"))


def test_arrows_between_packages_point_inward(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert status == os.EX_OK, capsys.readouterr().out


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda path: path.parent.name)
def test_a_handler_comes_in_by_the_front_doors_and_with_one_framework(handler: Path) -> None:
    ours = {name.split(".")[1] for name in _imports(handler) if name.startswith("spotter.")}
    frameworks = {name.split(".")[0] for name in _imports(handler)} & FRAMEWORKS

    assert ours <= DOORS
    assert frameworks in ({"chalice"}, {"fastapi", "mangum"}, {"mangum"})


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda path: path.parent.name)
def test_a_handler_imports_nothing_of_another_function(handler: Path) -> None:
    others = {path.name for path in (ROOT / "functions").iterdir()} | {"functions"}

    assert not {name.split(".")[0] for name in _imports(handler)} & others


def _imports(path: Path) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found
