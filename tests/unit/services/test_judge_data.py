"""A candidate whose data are not as their schema says cannot go live, until somebody else lets them pass."""

from __future__ import annotations

import pytest

from builders.learning import (
    LATER,
    MODEL,
    PROFILE,
    SITE,
    START,
    TENANT,
    Workshop,
    a_request,
    high_last_value,
)
from spotter.contracts.datasets import ColumnType, Dataset, DatasetDefinition, DatasetManifest, Tree
from spotter.contracts.learning import Check, Verdict
from spotter.contracts.names import DatasetName, SiteName
from spotter.contracts.skew import CheckReport, ColumnRule, DatasetSchema, Finding, Outcome, SkewKind
from spotter.errors import Forbidden, Invalid, NotFound, WrongState
from spotter.services.promote_candidate import promote_candidate
from spotter.services.waive_skew import waive_skew

NAME, VERSION = DatasetName("bands"), "3f0c" * 4
UNIT = Finding(SkewKind.UNIT, "g", 1.0, 0.0, "column g is in mg now; the schema says g", "convert the values")


@pytest.fixture
def workshop() -> Workshop:
    found = Workshop()
    found.record_falls("band-1", "band-2", "band-3", "band-4")
    return found


def with_schema(workshop: Workshop, site: SiteName = SITE) -> None:
    """Have a dataset of the same kind of device with a version, and a schema in force."""
    definition = DatasetDefinition(TENANT, NAME, (site,), START, LATER, profile=PROFILE)
    manifest = DatasetManifest(
        tenant=TENANT,
        dataset=NAME,
        version=VERSION,
        origin="extracted",
        columns=(),
        rows=400,
        size=1,
        parts=Tree("root", 0, 1),
        known_at=LATER,
        code="c",
        made_at=LATER,
        by="ada",
        definition=definition,
    )
    stored = workshop.versions.put(Dataset(TENANT, NAME, LATER, "ada", definition), expected=None)
    workshop.versions.publish(manifest, dataset=stored)
    rules = {"g": ColumnRule(ColumnType.NUMBER, "g")}
    workshop.checks.accept(DatasetSchema(TENANT, NAME, 1, VERSION, rules, "ada", LATER))


def checked(workshop: Workshop, *findings: Finding) -> None:
    """Have the version checked by the schema, with what was found."""
    outcome: Outcome = "schema_skew" if findings else "as_expected"
    report = CheckReport(TENANT, NAME, VERSION, 400, VERSION, 400, 1, outcome, tuple(findings), (), (), LATER)
    workshop.checks.keep(report, first="ada", trainings=())


def judged(workshop: Workshop) -> Verdict:
    dataset = workshop.extract(a_request())
    candidate = workshop.add_candidate(high_last_value, dataset=dataset.version, threshold=0.3)
    return workshop.validate(TENANT, MODEL, candidate.version)


def of_data(verdict: Verdict) -> list[Check]:
    return [check for check in verdict.checks if check.name.startswith("data_")]


def test_where_nobody_accepted_a_schema_nothing_is_asked(workshop: Workshop) -> None:
    verdict = judged(workshop)

    assert (verdict.outcome, of_data(verdict)) == ("promote", [])


def test_data_as_their_schema_says_let_a_candidate_go_live(workshop: Workshop) -> None:
    with_schema(workshop)
    checked(workshop)

    verdict = judged(workshop)

    assert verdict.outcome == "promote"
    assert [check.sentence for check in of_data(verdict)] == [f"bands@{VERSION} is as its schema says"]


def test_a_candidate_that_would_be_served_with_broken_data_is_rejected_with_the_reason(
    workshop: Workshop,
) -> None:
    with_schema(workshop)
    checked(workshop, UNIT)

    verdict = judged(workshop)

    assert verdict.outcome == "reject"
    (check,) = of_data(verdict)
    assert (check.name, check.passed, check.measured) == ("data_served_with", False, 1.0)
    assert "in 1 way: column g is in mg now; the schema says g" in check.sentence
    with pytest.raises(Invalid, match="rejected"):
        promote_candidate(
            workshop.models, workshop.clock, tenant=TENANT, model=MODEL, version=verdict.candidate
        )


def test_a_version_that_nobody_checked_is_no_permission(workshop: Workshop) -> None:
    with_schema(workshop)

    verdict = judged(workshop)

    assert verdict.outcome == "reject"
    assert f"spotter dataset validate bands@{VERSION}" in of_data(verdict)[0].sentence


def test_data_of_another_site_stop_nobody_here(workshop: Workshop) -> None:
    with_schema(workshop, SiteName("another-pit"))
    checked(workshop, UNIT)

    assert judged(workshop).outcome == "promote"


def test_somebody_else_may_let_it_pass_with_a_reason(workshop: Workshop) -> None:
    with_schema(workshop)
    checked(workshop, UNIT)
    stores = (workshop.versions, workshop.checks, workshop.clock, TENANT, NAME, VERSION)

    with pytest.raises(Forbidden):
        waive_skew(*stores, by="ada", why="it is fine")
    with pytest.raises(Invalid, match="say why"):
        waive_skew(*stores, by="lee", why=" ")
    waive_skew(*stores, by="lee", why="a drill")
    checked(workshop, UNIT)  # the same check again keeps the waiver

    verdict = judged(workshop)
    assert verdict.outcome == "promote"
    assert "let pass by lee: a drill" in of_data(verdict)[0].sentence


def test_what_is_not_wrong_or_not_checked_cannot_be_waived(workshop: Workshop) -> None:
    with_schema(workshop)
    stores = (workshop.versions, workshop.checks, workshop.clock, TENANT, NAME, VERSION)

    with pytest.raises(NotFound):
        waive_skew(*stores, by="lee", why="a drill")
    checked(workshop)
    with pytest.raises(WrongState, match="nothing stops it"):
        waive_skew(*stores, by="lee", why="a drill")
