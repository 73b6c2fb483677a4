"""What to label next."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from spotter.contracts.labels import Interval
from spotter.contracts.names import DeviceName, ModelName, SiteName, Tenant
from spotter.contracts.predictions import Prediction
from spotter.domain.suggesting import Wish, suggested

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WISH = Wish(4, timedelta(seconds=60))


def said(
    score: float, at: float = 0, *, device: str = "helmet-7", version: str = "v1", threshold: float = 0.4
) -> Prediction:
    return Prediction(
        Tenant("acme"),
        SiteName("north-pit"),
        DeviceName(device),
        f"{device}/b/{at}",
        START + timedelta(seconds=at),
        ModelName("falls"),
        version,
        score,
        threshold,
    )


def test_labelled_time_is_left_out_and_its_end_does_not_belong_to_it() -> None:
    spans = [(0, 100), (90, 200)]
    known = [
        Interval(DeviceName("helmet-7"), START + timedelta(seconds=a), START + timedelta(seconds=b))
        for a, b in spans
    ]
    told = [said(0.41, 100), said(0.42, 199), said(0.43, 200), said(0.44, 100, device="helmet-8")]

    found = suggested(told, WISH, known)

    assert [each.score for each in found] == [0.43, 0.44]


def test_what_is_nearest_the_threshold_comes_first() -> None:
    found = suggested([said(0.99, 0), said(0.41, 100), said(0.1, 200), said(0.35, 300)], WISH)

    assert [each.score for each in found] == [0.41, 0.35, 0.1, 0.99]


def test_moments_of_one_device_are_apart_and_repeats_count_once() -> None:
    found = suggested([said(0.40, 0), said(0.40, 0), said(0.41, 59), said(0.5, 60)], WISH)

    assert [each.score for each in found] == [0.40, 0.5]


def test_one_device_does_not_hide_the_others() -> None:
    near = [said(0.4, 100 * number) for number in range(10)]
    far = [said(0.9, 100 * number, device=f"helmet-{number}") for number in (1, 2, 3)]

    devices = Counter(each.device for each in suggested([*near, *far], WISH))

    assert devices == {"helmet-7": 2, "helmet-1": 1, "helmet-2": 1}


def test_only_the_latest_version_is_asked_and_no_number_is_no_score() -> None:
    versions = [said(0.4, 0, version="v1"), said(0.9, 900, version="v2")]

    found = suggested([*versions, said(float("nan"), 999)], WISH)

    assert [(each.version, each.score) for each in found] == [("v2", 0.9)]
    assert suggested([], WISH) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 600), st.sampled_from("abc"))))
def test_suggestions_are_ordered_apart_and_never_more_than_asked(
    rows: list[tuple[float, int, str]],
) -> None:
    found = suggested([said(score, at, device=device) for score, at, device in rows], WISH)

    assert len(found) <= WISH.most
    assert [each.distance for each in found] == sorted(each.distance for each in found)
    for one in found:
        others = [each for each in found if each is not one and each.device == one.device]
        assert all(abs(each.at - one.at) >= WISH.apart for each in others)
