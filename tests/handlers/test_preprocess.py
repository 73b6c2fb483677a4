"""functions/preprocess."""

from collections.abc import Iterator

import msgspec
import pytest

from builders.learning import MODEL, TENANT, a_request
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from spotter.errors import Invalid


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        yield made


def test_a_training_gets_its_dataset_by_version(
    cloud: LearningCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.record_falls()

    made = a_task("preprocess", "extract")({"request": msgspec.to_builtins(a_request())})

    dataset = cloud.models.dataset(TENANT, MODEL, made["version"])
    assert (made["rows"], made["devices"]) == (dataset.rows, 4) == (800, 4)
    assert made["train_rows"] + made["holdout_rows"] == 800
    assert '"rows":800' in capsys.readouterr().out


def test_a_training_without_marks_ends_with_the_reason(cloud: LearningCloud) -> None:
    cloud.record_falls()
    request = msgspec.to_builtins(a_request()) | {"label": {"type": "marked", "label": "slip"}}

    with pytest.raises(Invalid, match="nobody marked slip"):
        a_task("preprocess", "extract")({"request": request})


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize("state", [{}, {"request": {}}, {"request": {"tenant": 7}}])
def test_what_is_no_training_is_refused_in_a_sentence(state: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="no training"):
        a_task("preprocess", "extract")(state)
