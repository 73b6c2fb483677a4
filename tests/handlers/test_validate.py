"""functions/validate: both tasks."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from builders.learning import MODEL, PROFILE, SITE, TENANT, a_request
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from spotter.contracts.learning import Verdict
from spotter.errors import Invalid, NotFound


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        made.record_falls()
        yield made


def a_trained_state(cloud: LearningCloud) -> dict[str, Any]:
    state: dict[str, Any] = {"request": msgspec.to_builtins(a_request())}
    state["dataset"] = a_task("preprocess", "extract")(state)
    candidate = cloud.add_candidate(dataset=state["dataset"]["version"])
    return state | {"candidate": {"version": candidate.version}}


def test_a_candidate_gets_a_verdict_with_every_check(cloud: LearningCloud) -> None:
    verdict = msgspec.convert(a_task("validate", "validate")(a_trained_state(cloud)), Verdict)

    assert verdict.outcome == "promote"
    assert {"scorer_p99_ms", "above_chance", "digest_matches"} <= {check.name for check in verdict.checks}
    assert all(check.sentence for check in verdict.checks)
    assert cloud.models.verdict(TENANT, MODEL, verdict.candidate) == verdict


def test_a_promotion_that_runs_twice_moves_the_pointer_once(cloud: LearningCloud) -> None:
    state = a_trained_state(cloud)
    a_task("validate", "validate")(state)

    first, second = (a_task("validate", "promote")(state) for _ in range(2))

    live = cloud.models.champion(TENANT, SITE, PROFILE, MODEL)
    assert live is not None
    assert first == second
    assert live.version == 1


def test_a_promotion_without_a_verdict_is_refused(cloud: LearningCloud) -> None:
    with pytest.raises(Invalid, match="not judged"):
        a_task("validate", "promote")(a_trained_state(cloud))


def test_a_candidate_of_another_tenant_is_not_found(cloud: LearningCloud) -> None:
    state = a_trained_state(cloud)
    state["request"]["tenant"] = "rival"

    with pytest.raises(NotFound):
        a_task("validate", "validate")(state)
