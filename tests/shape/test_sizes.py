"""Files fit a screen or three, functions fit a screen, and tests fake ports, never SDKs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from blueprint import ROOT

FILE_LINES = 250
FUNCTION_LINES = 40
USUAL_FUNCTION_LINES = 25  # 95 of 100 functions
HANDLER_LINES = 60
SOURCES = sorted(
    path for folder in ("layers", "functions", "infra", "tests") for path in (ROOT / folder).rglob("*.py")
)
TESTS = [path for path in SOURCES if path.is_relative_to(ROOT / "tests")]
CODE = [path for path in SOURCES if path not in TESTS]
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> list[tuple[str, int]]:
    return [
        (f"{_name(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_files_are_short() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in SOURCES}

    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_functions_are_short() -> None:
    functions = [each for path in SOURCES for each in _functions(path)]

    assert [(name, lines) for name, lines in functions if lines > FUNCTION_LINES] == []


def test_most_functions_are_shorter_still() -> None:
    lengths = sorted(lines for path in CODE for _, lines in _functions(path))

    assert lengths[int(0.95 * len(lengths))] <= USUAL_FUNCTION_LINES


def test_handlers_are_sentences() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in (ROOT / "functions").rglob("*.py")}

    assert {name: lines for name, lines in lengths.items() if lines > HANDLER_LINES} == {}
    assert {name.rpartition("/")[2] for name in lengths} == {"app.py"}


def test_package_files_hold_no_code() -> None:
    assert [_name(path) for path in SOURCES if path.name == "__init__.py" and path.read_text().strip()] == []


def test_names_say_the_domain() -> None:
    assert [_name(path) for path in SOURCES if VAGUE & set(path.with_suffix("").parts[-2:])] == []


def test_tests_fake_ports_and_patch_nothing() -> None:
    patching = re.compile(r"\bpatch\(|\bmonkeypatch\.setattr\b|\bmock\.")
    words = [path for path in TESTS if path != Path(__file__)]

    assert [_name(path) for path in words if patching.search(path.read_text())] == []


def test_everything_is_caught_at_the_entry_only() -> None:
    catching = re.compile(r"except (Exception|BaseException)\b|except:")
    inside = [path for path in CODE if "entry" not in path.parts]

    assert [_name(path) for path in inside if catching.search(path.read_text())] == []


def test_nothing_names_the_machine_that_it_was_written_on() -> None:
    here = re.compile(r"[\"'\s=(]/(work|root|home|tmp)/[A-Za-z]")
    words = [path for path in SOURCES if path != Path(__file__)]

    assert [_name(path) for path in words if here.search(path.read_text())] == []
