import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotter.errors import Invalid
from spotter.learning import splits

SEEDS = st.integers(0, 2**31)
GROUPS = st.lists(st.integers(0, 12), min_size=2, max_size=120).filter(lambda groups: len(set(groups)) > 1)
TIMES = st.lists(st.integers(0, 5_000), min_size=20, max_size=120, unique=True)


def validated_once(folds: list[splits.Fold], rows: int) -> bool:
    return sorted(np.concatenate([fold.valid for fold in folds])) == list(range(rows))


@given(GROUPS, SEEDS, st.integers(2, 6))
def test_no_group_stands_on_both_sides_and_each_row_is_validated_once(
    groups: list[int], seed: int, count: int
) -> None:
    keys = np.array(groups)

    folds = splits.group_folds(keys, count, seed=seed)

    assert validated_once(folds, keys.size)
    for fold in folds:
        assert not set(keys[fold.train]) & set(keys[fold.valid])
        assert fold.train.size
        assert fold.valid.size


@given(TIMES, st.integers(0, 50))
def test_no_training_row_is_within_the_gap_of_its_block(times: list[int], gap_s: int) -> None:
    moments = np.array(times, dtype=np.float64)
    try:
        folds = splits.time_folds(moments, 5, gap_s=gap_s)
    except Invalid:
        return

    assert validated_once(folds, moments.size)
    for fold in folds:
        first, last = moments[fold.valid].min(), moments[fold.valid].max()
        learned = moments[fold.train]
        assert np.all((learned < first - gap_s) | (learned > last + gap_s))


@given(st.lists(st.integers(0, 2), min_size=10, max_size=100), SEEDS)
def test_dealt_folds_share_every_class_evenly(labels: list[int], seed: int) -> None:
    target = np.array(labels, dtype=np.float64)

    folds = splits.stratified_folds(target, 5, seed=seed)

    assert validated_once(folds, target.size)
    for number in set(labels):
        counts = [int((target[fold.valid] == number).sum()) for fold in folds]
        assert max(counts) - min(counts) <= 1


@given(GROUPS, SEEDS, st.floats(0.05, 0.95))
def test_a_holdout_keeps_whole_groups_away_and_leaves_some(
    groups: list[int], seed: int, share: float
) -> None:
    keys = np.array(groups)

    fold = splits.group_holdout(keys, share, seed=seed)

    assert fold.train.size
    assert fold.valid.size
    assert not set(keys[fold.train]) & set(keys[fold.valid])


@given(TIMES, st.floats(0.1, 0.5))
def test_the_last_block_is_later_than_all_training(times: list[int], share: float) -> None:
    moments = np.array(times, dtype=np.float64)

    fold = splits.last_block_holdout(moments, share, gap_s=0.0)

    assert moments[fold.train].max() < moments[fold.valid].min()


@given(st.lists(st.integers(0, 1), min_size=20, max_size=100), SEEDS)
def test_a_dealt_holdout_is_as_large_as_asked(labels: list[int], seed: int) -> None:
    fold = splits.stratified_holdout(np.array(labels, dtype=np.float64), 0.25, seed=seed)

    assert abs(fold.valid.size - 0.25 * len(labels)) <= 1
    assert fold.train.size + fold.valid.size == len(labels)


def test_folds_by_group_are_about_equally_large() -> None:
    groups = np.repeat(np.arange(20), np.arange(1, 21))

    sizes = [fold.valid.size for fold in splits.group_folds(groups, 5, seed=1)]

    assert max(sizes) - min(sizes) <= 2


def test_the_same_seed_gives_the_same_folds() -> None:
    groups = np.arange(50) % 13

    once, again = (splits.group_folds(groups, 5, seed=4) for _ in range(2))

    assert all(np.array_equal(a.valid, b.valid) for a, b in zip(once, again, strict=True))


def test_one_group_cannot_be_split_by_group() -> None:
    with pytest.raises(Invalid, match="two groups"):
        splits.group_folds(np.zeros(10), 5, seed=0)


def test_a_gap_as_wide_as_the_data_leaves_nothing_to_learn_from() -> None:
    with pytest.raises(Invalid, match="nothing to learn"):
        splits.time_folds(np.arange(50.0), 5, gap_s=100.0)
