from datetime import timedelta

from builders.learning import START
from spotter.contracts.names import DeviceName
from spotter.domain.holdout import Cut, cut_in_time, held_out


def positives(**counts: int) -> dict[DeviceName, int]:
    return {DeviceName(name): count for name, count in counts.items()}


def test_the_same_devices_and_seed_hold_out_the_same_devices() -> None:
    counts = positives(a=3, b=1, c=2, d=5)

    forward = held_out(counts, share=0.25, seed=1)
    backward = held_out(dict(reversed(counts.items())), share=0.25, seed=1)

    assert forward == backward
    assert len(forward) == 1


def test_every_seed_leaves_danger_on_both_sides() -> None:
    counts = positives(a=3, b=0, c=0, d=5, e=0, f=0)

    for seed in range(50):
        chosen = held_out(counts, share=0.3, seed=seed)
        assert len({"a", "d"} & chosen) == 1


def test_a_large_share_still_leaves_something_to_learn_from() -> None:
    assert len(held_out(positives(a=1, b=1), share=0.99, seed=0)) == 1


def test_danger_on_one_device_only_holds_out_no_device() -> None:
    assert held_out(positives(a=9, b=0), share=0.5, seed=0) == frozenset()


def test_a_cut_in_time_leaves_a_gap_that_no_window_bridges() -> None:
    cut = Cut(START, timedelta(seconds=10))

    assert cut.role(START) == "holdout"
    assert cut.role(START - timedelta(seconds=10)) is None
    assert cut.role(START - timedelta(seconds=11)) == "train"


def test_the_cut_moves_to_where_danger_is_on_both_sides() -> None:
    rows = [(START + timedelta(seconds=second), int(10 <= second < 20)) for second in range(100)]

    cut = cut_in_time(rows, share=0.2, gap=timedelta(seconds=2))

    roles = {cut.role(at) for at, label in rows if label}
    assert {"train", "holdout"} <= roles
