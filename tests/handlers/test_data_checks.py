"""Schemas and checks of datasets over HTTP, from an extraction to a model that may not go live."""

from __future__ import annotations

import msgspec
import pytest

from builders.archive import TENANT
from builders.data_checks import (
    Json,
    accepted,
    later,
    later_checked,
    live_model,
    posted,
    validation,
    with_version,
)
from builders.datasets import NAME, forever
from builders.datasets_web import DATASET
from builders.operators import a_supervisor, claims_of
from spotter.entry.check_tasks import task_of
from spotter.errors import Invalid
from spotter.services.describe_things import described_version
from spotter.services.judge_data import JudgeData


def test_a_schema_is_inferred_reviewed_accepted_and_shown() -> None:
    platform, version = with_version()

    answer = accepted(platform, version, co={"maximum": 5.0})

    assert (answer["schema"]["number"], answer["schema"]["source"]) == (1, version)
    shown = platform.client().get(f"{DATASET}/schema").json()
    assert shown["columns"]["ch4"] | {"minimum": 0, "maximum": 9} == {
        "type": "number",
        "unit": "%",
        "required": True,
        "missing": 0.1,
        "minimum": 0,
        "maximum": 9,
        "categories": None,
        "outside": 0.001,
        "compare": True,
        "change": 0.2,
        "distinct": 400,
        "independent": 400,
        "note": "",
    }
    assert (shown["columns"]["co"]["maximum"], shown["why"]) == (5.0, "reviewed")
    assert validation(platform, version)["report"]["outcome"] == "as_expected"


def test_a_second_schema_gets_the_next_number_and_the_first_stays() -> None:
    platform, version = with_version()
    body = accepted(platform, version)["schema"]
    wanted = {"source": version, "columns": body["columns"], "number": 1}

    second = platform.client().put(f"{DATASET}/schema", json=wanted)
    stale = platform.client().put(f"{DATASET}/schema", json=wanted)

    assert second.json()["schema"]["number"] == 2
    assert (stale.status_code, "number 2 is in force" in stale.text) == (409, True)
    assert platform.client().get(f"{DATASET}/schema", params={"number": 1}).json()["number"] == 1


def test_values_that_moved_start_one_training_of_the_model_that_learned_before() -> None:
    platform, version = with_version()
    accepted(platform, version)
    live_model(platform, version)

    moved = later_checked(platform, centre=1.1)
    answer = validation(platform, moved)
    again = posted(platform, f"{moved}/validation", {})

    assert answer["report"]["outcome"] == "value_skew"
    assert [each["column"] for each in answer["report"]["changes"] if each["moved"]] == ["ch4"]
    assert len(platform.datasets.trainings.payloads) == 1
    (payload,) = platform.datasets.trainings.payloads.values()
    request = msgspec.json.decode(payload)["request"]
    assert request["dataset"] == {"name": NAME, "version": moved}
    assert request["since"] == "2026-11-24T05:00:00Z"
    assert answer["trainings"] == again["trainings"] == list(platform.datasets.trainings.payloads)


def test_the_catalogue_says_which_version_has_drifted() -> None:
    platform, version = with_version()
    accepted(platform, version)
    moved = later_checked(platform, centre=1.1)
    versions = platform.datasets.stores.versions

    entries = [described_version(versions, TENANT, NAME, known) for known in (version, moved)]
    drifts = [[each.value for each in entry.triples if each.attribute == "drift"] for entry in entries]

    assert drifts == [[], ["value_skew"]]


def test_broken_data_start_no_training_and_stop_every_model_of_that_site() -> None:
    platform, version = with_version()
    accepted(platform, version)
    windows = live_model(platform, version)
    judge = JudgeData(platform.datasets.stores.versions, platform.datasets.checks)
    assert all(check.passed for check in judge(windows.request))

    broken = later_checked(platform, centre=1_000.0)

    report = validation(platform, broken)["report"]
    assert report["outcome"] == "schema_skew"
    assert "column ch4, 100 of 100 values: 400 are above" in report["findings"][0]["sentence"]
    assert platform.datasets.trainings.payloads == {}
    learned, served = judge(windows.request)
    assert (learned.name, learned.passed) == ("data_learned_from", True)
    assert (served.name, served.passed) == ("data_served_with", False)
    assert f"{NAME}@{broken} is not as its schema says in 1 way: column ch4" in served.sentence


def test_a_second_person_lets_a_version_pass_and_says_why() -> None:
    platform, version = with_version()
    accepted(platform, version)
    windows = live_model(platform, version)
    broken = later_checked(platform, centre=1_000.0)
    url, body = f"{DATASET}/versions/{broken}/waiver", {"why": "a drill with a test gas"}

    first = platform.client().post(url, json=body)
    second = platform.client(claims_of("engineer", subject="4410-lee", name="lee")).post(url, json=body)

    assert (first.status_code, "somebody else has to let it pass" in first.text) == (403, True)
    assert second.json()["waiver"]["by"] == "lee"
    judge = JudgeData(platform.datasets.stores.versions, platform.datasets.checks)
    checks = judge(windows.request)
    assert all(check.passed for check in checks)
    assert "let pass by lee: a drill with a test gas" in checks[-1].sentence


def test_a_new_schema_asks_for_a_new_check_before_a_model_goes_live() -> None:
    platform, version = with_version()
    schema = accepted(platform, version)["schema"]
    windows = live_model(platform, version)
    body = {"source": version, "columns": schema["columns"]}
    platform.client().put(f"{DATASET}/schema", json=body)

    (check,) = JudgeData(platform.datasets.stores.versions, platform.datasets.checks)(windows.request)

    assert (check.passed, "was not held against the schema in force" in check.sentence) == (False, True)


def test_two_versions_are_compared_without_any_schema_and_nothing_is_started() -> None:
    platform, version = with_version()
    live_model(platform, version)
    after = later(platform, centre=1.5)

    answer = posted(platform, f"{after}/validation", {"against": version})

    assert (answer["report"]["schema"], answer["report"]["outcome"]) == (0, "value_skew")
    assert (answer["trainings"], platform.datasets.trainings.payloads) == ([], {})


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"minimum": 5.0, "maximum": 1.0}, "column ch4: minimum 5 is above maximum 1"),
        ({"type": "text", "minimum": 1.0}, "column ch4: a range is for numbers, and it holds text"),
        ({"categories": ["a"]}, "column ch4: categories are for texts"),
        ({"missing": 7}, "less than or equal to 1"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_rule_that_nothing_could_keep_is_refused_with_its_column(rule: Json, words: str) -> None:
    platform, version = with_version()
    body = {"source": version, "columns": {"ch4": {"type": "number"} | rule}}

    refused = platform.client().put(f"{DATASET}/schema", json=body)

    assert refused.status_code in {400, 422}
    assert words in refused.text


def test_what_cannot_be_checked_is_refused_with_the_remedy() -> None:
    platform, version = with_version()
    url = f"{DATASET}/versions/{version}/validation"

    by_schema = platform.client().post(url, json={})
    by_itself = platform.client().post(url, json={"against": version})
    not_yet = platform.client().get(url)
    unknown = platform.client().post(url, json={"against": "0" * 16})

    assert (by_schema.status_code, "spotter dataset schema infer" in by_schema.text) == (400, True)
    assert (by_itself.status_code, "compared with itself" in by_itself.text) == (400, True)
    assert (not_yet.status_code, unknown.status_code) == (404, 404)


def test_only_engineers_see_what_values_come_down_to() -> None:
    platform, version = with_version()
    supervisor = platform.client(a_supervisor())

    for path in ("schema", f"versions/{version}/schema", f"versions/{version}/validation"):
        assert supervisor.get(f"{DATASET}/{path}").status_code == 403


@pytest.mark.parametrize("state", [{}, {"check": {"run": 1}}, {"extraction": {"version": "v"}}])
def test_what_is_no_check_is_refused(state: Json) -> None:
    with pytest.raises(Invalid, match="this is no check"):
        _ = task_of(state).asked


def test_a_check_without_time_goes_on_where_it_was() -> None:
    platform, version = with_version()
    answer = platform.client().post(f"{DATASET}/versions/{version}/schema").json()
    order = task_of(msgspec.json.decode(platform.runs.payloads[answer["run"]])).asked

    assert not platform.datasets.check(order, left_s=lambda: 1.0).finished
    assert platform.datasets.check(order, left_s=forever).finished
