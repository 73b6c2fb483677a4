"""functions/train, when it works on a study that outlives an invocation."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest

from builders.learning import MODEL, TENANT, a_request
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from spotter.adapters.aws.clients import client
from spotter.adapters.aws.records import DynamoRecords
from spotter.contracts.studies import RowsOfDataset, RowsOfFile, Study
from spotter.errors import Invalid, NotFound
from spotter.stores.studies import Studies

ASKED = {"tenant": str(TENANT), "study": "night"}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        yield made


def begin(rows: RowsOfDataset | RowsOfFile) -> None:
    records = DynamoRecords(client("dynamodb"), "models")
    Studies(records).add(Study(TENANT, "night", rows, 3, datetime.now(UTC), metric="pr_auc"))


def test_slices_finish_a_study_and_the_best_becomes_a_candidate(cloud: LearningCloud) -> None:
    cloud.record_falls()
    dataset = a_task("preprocess", "extract")({"request": msgspec.to_builtins(a_request())})
    begin(RowsOfDataset(MODEL, dataset["version"]))

    first, again = (a_task("train", "work")(ASKED) for _ in range(2))
    fitted = a_task("train", "fit")(ASKED)

    assert first == again == {"finished": 3, "left": 0}
    candidate = cloud.models.candidate(TENANT, MODEL, fitted["candidate"]["version"])
    assert candidate.dataset == dataset["version"]
    assert candidate.card.trials == 3
    verdict = a_task("validate", "validate")(json.loads(json.dumps(fitted)))
    assert verdict["candidate"] == candidate.version


@pytest.mark.usefixtures("cloud")
def test_what_cannot_be_worked_on_or_fitted_is_said() -> None:
    with pytest.raises(Invalid, match="this is no study"):
        a_task("train", "work")({"tenant": "acme"})
    with pytest.raises(NotFound, match="study named night"):
        a_task("train", "work")(ASKED)
    begin(RowsOfFile("rows.csv", "digest", "label"))
    with pytest.raises(Invalid, match="is about a file"):
        a_task("train", "fit")(ASKED)


@pytest.mark.usefixtures("cloud")
def test_a_study_without_a_finished_trial_has_nothing_to_fit() -> None:
    begin(RowsOfDataset(MODEL, "v1"))

    with pytest.raises(Invalid, match="no trial of study night is finished yet"):
        a_task("train", "fit")(ASKED)
