"""How far annotators agree over time, and what most of them say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from spotter.contracts.annotations import Annotation, Opinion
from spotter.contracts.names import DeviceName, LabelName
from spotter.domain.agreement import Shares, majority, mean_kappa, pairs, seconds

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FALL, NONE, HELMET = LabelName("fall"), LabelName("none"), DeviceName("helmet-7")
SPAN = 120


def opinion(
    who: str, *stretches: tuple[int, int], label: LabelName = FALL, device: DeviceName = HELMET
) -> Opinion:
    said = tuple(Annotation(device, moment(start), moment(end)) for start, end in stretches)
    return Opinion(label, who, said, "olga", START)


def moment(second: int) -> datetime:
    return START + timedelta(seconds=second)


@pytest.mark.parametrize(
    ("shares", "kappa"),
    [
        # Feinstein & Cicchetti 1990, J Clin Epidemiol 43:543-549: the same agreement of 0.85, two kappas.
        (Shares(40, 9, 6, 45), 0.70),
        (Shares(80, 10, 5, 5), 0.32),
        # Viera & Garrett 2005, Fam Med 37:360-363: table 2, 100 residents.
        (Shares(15, 5, 10, 70), 0.57),
    ],
)
def test_kappa_is_that_of_the_literature(shares: Shares, kappa: float) -> None:
    assert shares.observed == pytest.approx(0.85)
    assert shares.kappa == pytest.approx(kappa, abs=0.005)


masks = st.lists(st.booleans(), min_size=SPAN, max_size=SPAN)


def runs(mask: list[bool]) -> list[tuple[int, int]]:
    edges = [at for at in range(1, len(mask)) if mask[at] != mask[at - 1]]
    cuts = [0, *edges, len(mask)]
    return [(a, b) for a, b in pairwise(cuts) if mask[a]]


@given(masks, masks)
def test_kappa_over_time_is_that_of_every_second_judged_alone(ones: list[bool], others: list[bool]) -> None:
    opinions = [opinion("kim", *runs(ones)), opinion("lee", *runs(others))]
    opinions += [opinion(who, (0, SPAN), label=LabelName("watched")) for who in ("kim", "lee")]

    found = mean_kappa(pairs(opinions, FALL))

    if len({*ones, *others}) < 2:
        assert found is None
    else:
        assert found == pytest.approx(cohen_kappa_score(ones, others), abs=1e-9)


def test_whoever_found_nothing_says_so_with_another_label() -> None:
    silent = [opinion("kim", (10, 20)), opinion("lee", (40, 50), device=DeviceName("helmet-9"))]
    looked = [opinion("kim", (10, 20)), opinion("lee", (0, 100), label=NONE)]

    assert [each.devices for each in pairs(silent, FALL)] == [0]
    assert mean_kappa(pairs(silent, FALL)) is None
    ((pair),) = pairs(looked, FALL)
    assert pair.shares == Shares(0, 10, 0, 90)
    assert pair.shares.kappa == 0


def test_time_is_that_which_is_named() -> None:
    ((pair),) = pairs([opinion("kim", (10, 20)), opinion("lee", (15, 25))], FALL, (moment(0), moment(100)))

    assert pair.shares == Shares(5, 5, 5, 85)


def test_most_decide_and_a_tie_is_undecided() -> None:
    three = majority([opinion("kim", (0, 20)), opinion("lee", (10, 30)), opinion("ann", (90, 99))], FALL)
    two = majority([opinion("kim", (0, 20)), opinion("lee", (10, 30))], FALL)

    assert [(each.start, each.end) for each in three.decided] == [(moment(10), moment(20))]
    assert three.undecided == ()
    assert [(each.start, each.end) for each in two.decided] == [(moment(10), moment(20))]
    assert seconds(two.undecided) == 20


@given(masks, masks, masks)
def test_the_majority_is_that_of_every_second(a: list[bool], b: list[bool], c: list[bool]) -> None:
    opinions = [opinion(who, *runs(mask)) for who, mask in (("a", a), ("b", b), ("c", c))]
    opinions += [opinion(who, (0, SPAN), label=NONE) for who in "abc"]

    found = majority(opinions, FALL)

    assert seconds(found.decided) == sum(sum(votes) >= 2 for votes in zip(a, b, c, strict=True))
    assert found.undecided == ()
