"""Our measures are those of scikit-learn, ties included."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics as peer

from spotter.domain.measures import Scored, auc, logloss, pr_auc

scored = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]) | st.floats(0, 1)),
    min_size=2,
    max_size=40,
)


@given(scored)
def test_measures_agree_with_the_peer(pairs: list[tuple[int, float]]) -> None:
    labels = [label for label, _ in pairs]
    scores = [score for _, score in pairs]
    assume(0 < sum(labels) < len(labels))
    rows = [Scored("d", index, label, score) for index, (label, score) in enumerate(pairs)]

    assert auc(rows) == pytest.approx(peer.roc_auc_score(labels, scores))
    assert pr_auc(rows) == pytest.approx(peer.average_precision_score(labels, scores))
    if all(1e-9 < score < 1 - 1e-9 for score in scores):
        assert logloss(rows) == pytest.approx(peer.log_loss(labels, scores))
