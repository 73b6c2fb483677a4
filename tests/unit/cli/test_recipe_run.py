"""`spotter recipe run`: what it asks the platform for, and what it shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

OLD, NEW = "0" * 16, "1" * 16
SIDE = {
    "cells": 3,
    "missing": 1,
    "mean": 1.0,
    "deviation": 0.5,
    "minimum": 0.0,
    "median": 1.0,
    "maximum": 2.0,
}
REPORT: dict[str, Any] = {
    "run": "run-1",
    "recipe": "fill@3",
    "of": OLD,
    "made": NEW,
    "rows_before": 3,
    "rows_after": 3,
    "notes": ["step 2 (balance_over) was left out"],
    "columns": [
        {
            "column": "ch4",
            "before": {**SIDE, "counts": [1, 1]},
            "after": {**SIDE, "missing": 0, "counts": [1, 2]},
            "filled": {"1. fill_median": 1},
        }
    ],
}
ENDED = {"run": "run-1", "status": "SUCCEEDED", "version": NEW, "cause": "", "report": REPORT}
START = f"/v1/datasets/gas/versions/{OLD}/preparations"


def run(*words: str) -> str:
    done = CliRunner().invoke(commands, ["recipe", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout if "--json" in words else done.output


@pytest.fixture
def answering(signed_in: Pretender) -> Pretender:
    signed_in.answers[START] = (202, {"run": "run-1"})
    signed_in.answers["/v1/datasets/gas/preparations/run-1"] = (200, ENDED)
    return signed_in


def test_a_recipe_is_run_and_what_it_did_is_shown(answering: Pretender) -> None:
    said = run("run", "fill@3", "--dataset", f"gas@{OLD}", "--label", "ch4", "--drop", "a, b")

    body = next(body for method, path, body in answering.asked if (method, path) == ("POST", START))
    assert (body["recipe"], body["label"], body["drop"], body["sample"]) == (
        "fill@3",
        "ch4",
        ["a", "b"],
        None,
    )
    assert f"version gas@{NEW} of gas@{OLD} by fill@3" in said
    assert "1. fill_median" in said


def test_a_file_is_kept_first(answering: Pretender, tmp_path: Path) -> None:
    file = tmp_path / "Fill gas.yaml"
    file.write_text("steps: [{step: fill_median}]\n")
    answering.answers["/v1/recipes/fill-gas"] = (200, {"name": "fill-gas", "version": 2})

    run("run", str(file), "--dataset", f"gas@{OLD}", "--preview", "100")

    body = next(body for method, path, body in answering.asked if (method, path) == ("POST", START))
    assert (body["recipe"], body["sample"]) == ("fill-gas@2", 100)


def test_why_a_run_failed_is_said_in_its_own_words(answering: Pretender) -> None:
    cause = "Invalid: step 1 (fill_mean): column ch4 has no value in any of 3 rows"
    answering.answers["/v1/datasets/gas/preparations/run-1"] = (
        200,
        ENDED | {"status": "FAILED", "cause": cause},
    )

    with pytest.raises(Invalid, match=r"^step 1 \(fill_mean\): column ch4 has no value"):
        run("run", "fill", "--dataset", f"gas@{OLD}")


def test_a_report_is_a_picture_too_and_json_for_machines(answering: Pretender, tmp_path: Path) -> None:
    answering.answers[f"/v1/datasets/gas/versions/{NEW}/preparation"] = (
        200,
        {"recipe": "fill@3", "steps": [], "explained": ["1. missing cells of ch4"], "report": REPORT},
    )
    answering.answers["/v1/recipes/fill"] = (200, {"explained": ["1. missing cells of ch4"]})
    page = tmp_path / "report.html"

    said = run("report", f"gas@{NEW}", "--html", str(page), "--json")

    assert "missing cells of ch4" in page.read_text()
    assert json.loads(said)["made"] == NEW


def test_a_plan_is_shown_and_its_query_written(signed_in: Pretender, tmp_path: Path) -> None:
    step = {"at": 1, "step": "fill_mean", "applies": "rows", "learns": "counted", "sql": True}
    answer = {"fits": False, "cost": "a query", "steps": [step], "distributed": "", "sql": ""}
    signed_in.answers[f"/v1/datasets/gas/versions/{OLD}/preparation-plans"] = (
        200,
        {**answer, "query": "SELECT 1", "table": "CREATE"},
    )

    said = run("plan", "fill@3", "--dataset", f"gas@{OLD}", "--sql", str(tmp_path / "plan.sql"), "--json")

    assert json.loads(said)["query"] == str(tmp_path / "plan.sql")
    written = [(tmp_path / name).read_text().strip() for name in ("plan.sql", "plan.table.sql")]
    assert written == ["SELECT 1", "CREATE"]
    assert "a query" in run("plan", "fill@3", "--dataset", f"gas@{OLD}")
