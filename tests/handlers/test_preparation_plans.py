"""What a preparation would need is told before, and its query gives the rows that the function gives."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
import pytest

from builders.archive import TENANT, a_reading
from builders.datasets import NAME, NOON, rows_of
from builders.datasets_web import DATASET, DatasetsPlatform, with_readings
from builders.operators import a_supervisor
from spotter.contracts.names import RecipeName
from spotter.contracts.recipes import RecipeVersion
from spotter.domain.recipes.reading import recipe_of

PLANS = f"{DATASET}/versions/current/preparation-plans"
PREPARATIONS = f"{DATASET}/versions/current/preparations"
Json = dict[str, Any]


@pytest.fixture
def platform() -> DatasetsPlatform:
    made = with_readings()
    made.datasets.archive.arrive(
        [a_reading(seq, {"co": seq / 3, "dust": float(seq % 4)}, device="helmet-9") for seq in range(9)]
    )
    made.extracted()
    return made


def keeping(platform: DatasetsPlatform, *steps: Json) -> None:
    said = recipe_of({"steps": list(steps)})
    platform.recipes.add(RecipeVersion(TENANT, RecipeName("fill"), 1, said, "ada", NOON))


def planned(platform: DatasetsPlatform) -> Json:
    answer = platform.client().post(PLANS, json={"recipe": "fill"})
    assert answer.status_code == 200, answer.text
    plan: Json = answer.json()
    return plan


def prepared(platform: DatasetsPlatform) -> list[Json]:
    """Prepare in process by the same recipe."""
    run = platform.client().post(PREPARATIONS, json={"recipe": "fill", "marks": False}).json()["run"]
    made = platform.datasets.stores.versions.manifest(TENANT, NAME, platform.made(run))
    return platform.datasets.rows(made)


def answered(platform: DatasetsPlatform, plan: Json, folder: Path) -> list[Json]:
    """Run the query over the parts as Athena sees them: the path is a column."""
    versions = platform.datasets.stores.versions
    source = versions.manifest(TENANT, NAME)
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        views = []
        for number, part in enumerate(versions.parts(source)):
            file = folder / f"{number}.parquet"
            file.write_bytes(versions.content(TENANT, NAME, part))
            path = f"s3://lake/{versions.part_key(TENANT, NAME, part)}"
            views.append(f"SELECT *, '{path}' AS \"$path\" FROM read_parquet('{file}')")  # noqa: S608 - our own words
        table = plan["table"].split("`")[1]
        database.execute(f"CREATE VIEW {table} AS {' UNION ALL BY NAME '.join(views)}")
        target = folder / "answer.parquet"
        database.execute(f"COPY ({plan['query']}) TO '{target}'")
    return list(rows_of(target.read_bytes()))


@pytest.mark.parametrize(
    "steps",
    [
        [{"step": "fill_mean"}, {"step": "scale_standard"}],
        [{"step": "fill_median", "columns": ["ch4", "d*"], "marks": True}, {"step": "scale_robust"}],
        [{"step": "fill_most_frequent"}, {"step": "scale_min_max", "low": -1.0}],
        [{"step": "drop_columns", "most_missing": 0.5}, {"step": "fill_zero"}, {"step": "scale_max_abs"}],
        [{"step": "drop_rows", "columns": ["ch4"]}, {"step": "fill_constant", "value": 0.1}],
        [{"step": "scale_robust", "low": 10.0, "high": 85.0}, {"step": "fill_median"}],
    ],
    ids=lambda steps: "-".join(step["step"] for step in steps),
)
def test_the_query_gives_the_rows_of_the_prepared_version(
    platform: DatasetsPlatform, tmp_path: Path, steps: list[Json]
) -> None:
    keeping(platform, *steps)

    rows = answered(platform, planned(platform), tmp_path)

    def in_order(some: list[Json]) -> list[Json]:
        return sorted(some, key=lambda row: (row["device"], row["at"]))

    expected = in_order(prepared(platform))
    assert len(rows) == len(expected) > 0
    for mine, theirs in zip(in_order(rows), expected, strict=True):
        assert mine.keys() == theirs.keys()
        for name, value in theirs.items():
            if isinstance(value, float):
                assert math.isclose(mine[name], value, rel_tol=1e-9, abs_tol=1e-9), name
            else:
                assert mine[name] == value, name


def test_a_plan_says_what_is_needed_and_where_each_step_is_done(platform: DatasetsPlatform) -> None:
    keeping(platform, {"step": "fill_mean"}, {"step": "select_pca", "keep": 2}, {"step": "balance_under"})

    plan = planned(platform)

    assert (plan["rows"], plan["columns"], plan["fits"], plan["cost"]) == (34, 3, True, "one function")
    assert (plan["needs_bytes"], plan["sample_rows"]) == (34 * 3 * 60, 34)
    assert [(each["applies"], each["learns"]) for each in plan["steps"]] == [
        ("rows", "counted"), ("rows", "sample"), ("folds", "nothing"),
    ]  # fmt: skip
    assert (plan["query"], plan["distributed"]) == ("", "")
    assert plan["sql"].startswith("step 2 (select_pca) cannot be said in SQL")


def test_what_looks_along_time_is_not_divided(platform: DatasetsPlatform) -> None:
    keeping(platform, {"step": "smooth_median"})

    assert "step 1 (smooth_median) looks at the rows of a device in time" in planned(platform)["distributed"]


def test_only_engineers_plan(platform: DatasetsPlatform) -> None:
    assert platform.client(a_supervisor()).post(PLANS, json={"recipe": "fill"}).status_code == 403
