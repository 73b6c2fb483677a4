from datetime import timedelta

import pytest

from builders.learning import FALL, START, a_profile, a_request, a_window
from spotter.contracts.labels import AheadLabel, LevelsLabel, MarkedLabel, ValueLabel
from spotter.domain.requests import refuse_unlearnable
from spotter.errors import Invalid


def test_a_sound_request_is_taken() -> None:
    refuse_unlearnable(a_request(), a_profile())


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"window": a_window("note")}, "texts"),
        ({"window": a_window("pulse")}, "no channel pulse"),
        ({"window": a_window("g", "g")}, "twice"),
        ({"window": a_window(length_s=0)}, "length_s"),
        ({"window": a_window(length_s=float("nan"))}, "length_s"),
        ({"label": MarkedLabel(FALL, overlap_s=9.0)}, "overlap_s"),
        ({"label": AheadLabel("note", 1.0, 5.0)}, "texts"),
        ({"label": AheadLabel("g", 1.0, 0.0)}, "horizon_s"),
        ({"label": LevelsLabel("g", (2.0, 1.0), 5.0)}, "each above the one before"),
        ({"algorithm": "linear_regression"}, "does not learn a binary label"),
        ({"algorithm": "svm", "label": ValueLabel("g", 1.0, 5.0)}, "these do: boosted_tree"),
        ({"until": START - timedelta(hours=1)}, "until"),
        ({"since": START.replace(tzinfo=None)}, "time zone"),
        ({"budget_s": 4000.0}, "budget_s"),
        ({"trials": 1000}, "trials"),
        ({"holdout_share": 1.0}, "holdout_share"),
        ({"model": "Fall Model"}, "model"),
        ({"model": "m" * 60}, "model"),
        ({"site": "a#b"}, "site"),
    ],
)
def test_a_request_that_cannot_be_learned_is_refused_with_its_field(
    changes: dict[str, object], word: str
) -> None:
    with pytest.raises(Invalid, match=word):
        refuse_unlearnable(a_request(**changes), a_profile())  # type: ignore[arg-type]
