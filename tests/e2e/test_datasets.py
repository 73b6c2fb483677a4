"""From readings to a file to learn from, by the command line on a deployed platform."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from callers import eventually
from infra.local.places import Endpoints
from terminals import Person, fresh

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("compaction")]

ROWS = 30
Json = dict[str, Any]  # whatever a command answers


def measured(person: Person, folder: Path, site: str, begins: datetime, device: str) -> None:
    """Send readings of a device by HTTP, and wait until the archive has them."""
    readings = [
        {
            "boot": "b1",
            "seq": seq,
            "at": (begins + timedelta(seconds=seq)).isoformat(),
            "values": {"ch4": seq / 100, "sos": False},
        }
        for seq in range(ROWS)
    ]
    (folder / "batch.json").write_text(json.dumps({"v": 1, "readings": readings}))
    person.asks("device", "register", device, "--site", site, "--profile", "gas-data")
    assert person("readings", "post", device, str(folder / "batch.json")).code == 0

    def arrived() -> bool:
        words = ("--site", site, "--channel", "ch4", "--device", device, "--since", "1h")
        return len(person.asks("readings", "query", *words)["rows"]) == ROWS

    eventually(arrived, "the readings in the archive", patience_s=60)


def two_versions(person: Person, folder: Path, name: str) -> tuple[Json, Json]:
    """Define a dataset and extract it twice: of one device, and after another one has sent."""
    site, begins = fresh("pit"), datetime.now(UTC) - timedelta(minutes=10)
    (folder / "gas.yaml").write_text("channels: {ch4: {type: number, unit: '%'}, sos: {type: boolean}}")
    person.asks("site", "put", site, "--title", "A pit")
    person.asks("profile", "put", "gas-data", str(folder / "gas.yaml"))
    measured(person, folder, site, begins, fresh("helmet"))
    person.asks("dataset", "define", name, "--site", site, "--since", "1h", "--profile", "gas-data")
    first = person.asks("dataset", "extract", name)
    measured(person, folder, site, begins, fresh("helmet"))
    return first, person.asks("dataset", "extract", name)


def is_taken_home(person: Person, folder: Path, name: str, version: str) -> None:
    """Export a version in each form, and find all of it there."""
    files = {form: folder / f"gas.{form}" for form in ("csv", "parquet", "jsonl")}
    for file in files.values():
        person.asks("dataset", "export", name, "--version", version, "--out", str(file))
    rows = list(csv.DictReader(files["csv"].read_text().splitlines()))
    assert sorted(float(row["ch4"]) for row in rows) == sorted([seq / 100 for seq in range(ROWS)] * 2)
    counted = duckdb.execute("SELECT count(*) FROM read_parquet($file)", {"file": str(files["parquet"])})
    assert counted.fetchone() == (2 * ROWS,)
    assert len(files["jsonl"].read_text().splitlines()) == 2 * ROWS


def test_a_dataset_is_frozen_compared_deleted_and_taken_home(
    operator: Person, stack: Endpoints, aws: Callable[[str], Any], tmp_path: Path
) -> None:
    name = fresh("gas")
    first, second = two_versions(operator, tmp_path, name)
    again = operator.asks("dataset", "extract", name, "--known-at", first["known_at"])

    assert (first["rows"], second["rows"], again["version"]) == (ROWS, 2 * ROWS, first["version"])
    shown = operator.asks("dataset", "show", name, "--version", second["version"])
    assert {column["name"]: column["present"] for column in shown["columns"]}["ch4"] == 2 * ROWS
    assert any("sos is false in every row" in warning for warning in shown["warnings"])
    changes = operator.asks("dataset", "diff", name, first["version"], second["version"])
    assert changes["rows"] == {"added": ROWS, "removed": 0, "changed": 0}
    assert len(operator.asks("dataset", "preview", name, "--limit", "3")["rows"]) == 3

    is_taken_home(operator, tmp_path, name, str(second["version"]))
    compacted = aws("lambda").invoke(FunctionName=stack.outputs["CompactName"], Payload=b'{"sweep": true}')
    assert "FunctionError" not in compacted
    planned = operator.asks("dataset", "plan", name, "--sql", str(tmp_path / "plan.sql"))
    assert (planned["fits"], "FROM readings" in (tmp_path / "plan.sql").read_text()) == (True, True)

    operator.asks("dataset", "rollback", name, second["version"])
    operator.asks("dataset", "delete", name, first["version"], "--why", "the first try")
    assert operator.asks("dataset", "versions", name)["dataset"]["head"] == second["version"]
    refused = operator("dataset", "show", name, "--version", first["version"])
    assert (refused.code, "the first try" in refused.err) == (2, True)


def test_a_file_is_looked_at_corrected_uploaded_and_added_to(operator: Person, tmp_path: Path) -> None:
    name, file = fresh("mine"), tmp_path / "mine.csv"
    file.write_bytes("시각;메탄;배지\n2026-11-24;0,5;007\n2026-11-25;0,7;008\n".encode("cp949"))

    looked = operator.asks("dataset", "upload", str(file), "--preview")
    words = ("dataset", "upload", str(file), "--name", name, "--type", "배지=text")
    first = operator.asks(*words)
    second = operator.asks(*words, "--append")

    assert {each["name"]: each["type"] for each in looked["columns"]}["배지"] == "integer"
    assert (first["rows"], second["rows"], second["parent"]) == (2, 4, first["version"])
    out = tmp_path / "back.csv"
    operator.asks("dataset", "export", name, "--out", str(out))
    assert [row["배지"] for row in csv.DictReader(out.read_text().splitlines())] == ["007", "008"] * 2
    file.write_text("a,b\n1,2\n1,2,3\n")
    refused = operator("dataset", "upload", str(file), "--name", name)
    assert (refused.code, "row 3: 3 columns" in refused.err) == (2, True)


def test_a_recipe_prepares_a_version_on_the_platform(operator: Person, tmp_path: Path) -> None:
    name, file, recipe = fresh("gaps"), tmp_path / "gaps.csv", tmp_path / f"{fresh('fill')}.yaml"
    file.write_text("ch4,co\n" + "0.5,1\n,2\n0.7,3\n0.9,4\n" * 5)
    recipe.write_text("steps: [{step: fill_knn, neighbours: 2}, {step: scale_robust, columns: [co]}]\n")
    source = operator.asks("dataset", "upload", str(file), "--name", name)["version"]

    tried = operator.asks("recipe", "run", str(recipe), "--dataset", name, "--preview", "10")
    done = operator.asks("recipe", "run", str(recipe), "--dataset", name)

    assert (tried["made"], done["of"], done["rows_after"]) == (None, source, 20)
    shown = operator.asks("dataset", "show", name, "--version", done["made"])
    assert (shown["parent"], shown["recipe"]) == (source, f"{recipe.stem}@1")
    rows = operator.asks("dataset", "preview", name, "--version", done["made"], "--limit", "20")["rows"]
    assert [row["ch4__filled"] for row in rows[:4]] == [0.0, 1.0, 0.0, 0.0]
    assert all(0.5 <= row["ch4"] <= 0.9 for row in rows)
    refused = operator("recipe", "run", f"{recipe.stem}@1", "--dataset", name, "--drop", "ch4,co")
    assert (refused.code, "no numeric column to prepare" in refused.err) == (2, True)


def a_sheet(folder: Path, *, unit: float) -> Path:
    """Write what a laboratory measured: methane that rises and falls."""
    file = folder / f"lab-{unit}.csv"
    file.write_text("\n".join(["ch4", *(f"{unit * (1 + (at % 50) / 50):.3f}" for at in range(400)), ""]))
    return file


def test_a_version_is_held_against_its_schema_by_itself_and_somebody_else_may_let_it_pass(
    operator: Person, tmp_path: Path
) -> None:
    name, schema, page = fresh("lab"), tmp_path / "schema.yaml", tmp_path / "report.html"
    words = ("dataset", "upload", "--name", name)
    operator.asks(*words, str(a_sheet(tmp_path, unit=1.0)))
    operator.asks("dataset", "schema", "infer", name, "--out", str(schema))
    accepted = operator.asks("dataset", "schema", "accept", name, str(schema), "--why", "reviewed")

    operator.asks(*words, str(a_sheet(tmp_path, unit=10_000.0)))
    own = operator("dataset", "waive", name, "--why", "a calibration run")  # there is a result already
    broken = operator("dataset", "validate", name, "--html", str(page))

    assert accepted["schema"]["number"] == 1
    assert "<svg" in page.read_text()
    assert (broken.code, "400 are above 2.96 (up to 19800)" in broken.out) == (3, True), broken
    assert (own.code, "somebody else has to let it pass" in own.err) == (1, True)


def test_features_are_materialised_added_to_and_joined_with_labels(operator: Person, tmp_path: Path) -> None:
    site, begins, name = fresh("pit"), datetime.now(UTC) - timedelta(minutes=10), fresh("gas")
    (tmp_path / "gas.yaml").write_text("channels: {ch4: {type: number, unit: '%'}, sos: {type: boolean}}")
    (tmp_path / "set.yaml").write_text(
        "title: Gas\nprofile: gas-data\nwindow: {channels: [ch4], length_s: 10, statistics: [last, mean]}\n"
    )
    operator.asks("site", "put", site, "--title", "A pit")
    operator.asks("profile", "put", "gas-data", str(tmp_path / "gas.yaml"))
    operator.asks("feature", "define", name, str(tmp_path / "set.yaml"))
    helmets = [fresh("helmet"), fresh("helmet")]
    words = ("feature", "materialise", name, "--site", site, "--since", "1h")

    made = []
    for helmet in helmets:
        measured(operator, tmp_path, site, begins, helmet)
        made += [operator.asks(*words)]
    made += [operator.asks(*words)]

    assert [(each["rows"], each["added"]) for each in made] == [
        (ROWS, ROWS),
        (2 * ROWS, ROWS),
        (2 * ROWS, ROWS),
    ]
    assert made[2]["version"] == made[1]["version"]
    history = operator.asks("feature", "history", name)["versions"]
    assert [each["added"] for each in history] == [ROWS, ROWS]
    assert operator.asks("feature", "get", name, "--out", str(tmp_path / "parts"))["rows"] == 2 * ROWS
    (tmp_path / "labels.csv").write_text(f"device,at,fall\n{helmets[0]},{datetime.now(UTC).isoformat()},1\n")
    table = tmp_path / "table.csv"
    joining = ("--set", name, "--max-age", "3600", "--out", str(table))
    operator.asks("feature", "join", str(tmp_path / "labels.csv"), *joining)
    (row,) = csv.DictReader(table.read_text().splitlines())
    assert float(row["ch4__last"]) == (ROWS - 1) / 100
