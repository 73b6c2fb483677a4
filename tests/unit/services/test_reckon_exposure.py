"""Exposures by worker and shift: bounded whatever is missing, renewed by late data, none replaced."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.archive import PROFILE, SITE, TENANT, Platform, a_reading, a_reckoning, an_archive, at
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.assignments import Assignment
from spotter.contracts.exposures import Exposure, ShiftExposure
from spotter.contracts.names import DeviceName, SiteName, WorkerName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Doubt, Reading
from spotter.contracts.sites import Site
from spotter.errors import Invalid, NotFound
from spotter.services.reckon_exposure import OfShift, ReckonExposure
from spotter.services.renew_exposures import renew_exposures
from spotter.stores.assignments import Assignments

SEEDS = int(os.environ.get("SPOTTER_BOUNDS_SEEDS", "15"))
KIM, LEE = WorkerName("kim"), WorkerName("lee")
NUMBER = ChannelType.NUMBER
CHANNELS = {
    "co": Channel(NUMBER, "ppm", hazard="co", minimum=0, maximum=500, interval_s=300),
    "pulse": Channel(NUMBER, "bpm", hazard="heart_rate", minimum=0, maximum=250, interval_s=300),
}
EIGHT_HOURS, EVERY_S = 8 * 3600, 300
SHIFT = OfShift(TENANT, SITE, KIM, at(6 * 3600), at(6 * 3600 + EIGHT_HOURS))


class Reckoning:
    """An archive, who wore what, and the use case."""

    def __init__(self) -> None:
        self.archive: Platform = an_archive()
        self.assignments = Assignments(MemoryRecords())
        self.archive.registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
        self.archive.registry.add_profile(Profile(TENANT, PROFILE, 1, CHANNELS))
        self.reckon: ReckonExposure = a_reckoning(self.archive.query, self.archive.registry, self.assignments)

    def wear(
        self, device: str, worker: WorkerName | None, since: float, until: float, number: int = 1
    ) -> None:
        """Say who wore a device, between seconds of the day."""
        name = DeviceName(device)
        spans: tuple[datetime, datetime] = (at(since), at(until))
        self.assignments.add(Assignment(TENANT, name, number, worker, *spans, at(number), by="olga"))


def a_shift(seed: int, device: str = "helmet-7") -> list[Reading]:
    """Eight hours of five minutes: calm, with bursts."""
    random = Random(seed)  # noqa: S311 - a simulation, not a secret
    return [
        a_reading(
            seq,
            {"co": random.uniform(50, 400) if random.random() < 0.1 else random.uniform(0, 20)},
            device=device,
            measured=6 * 3600 + seq * EVERY_S,
        )
        for seq in range(EIGHT_HOURS // EVERY_S)
    ]


def reckoned(*batches: list[Reading]) -> Reckoning:
    made = Reckoning()
    made.wear("helmet-7", KIM, 0, 86_400)
    made.archive.arrive(*batches)
    return made


def said(shift: ShiftExposure) -> tuple[object, ...]:
    """Give what does not depend on when and how often it was reckoned."""
    return shift.exposures, shift.basis, shift.devices


def co(shift: ShiftExposure) -> list[Exposure]:
    return [each for each in shift.exposures if each.hazard == "co"]


def test_with_samples_missing_the_true_exposure_lies_inside_the_bounds_for_every_seed() -> None:
    for seed in range(SEEDS):
        shift, chance = a_shift(seed), Random(seed + 1)  # noqa: S311 - a simulation, not a secret
        removed = chance.uniform(0.1, 0.4)
        left = [each for each in shift if chance.random() >= removed]
        whole, part = reckoned(shift), reckoned(left)
        if seed % 2:
            part.archive.compacted()

        true, seen = co(whole.reckon(SHIFT)), co(part.reckon(SHIFT))

        assert {each.quantity for each in true} >= {"twa"}
        for exact, bounded in zip(true, seen, strict=True):
            assert exact.bounds.coverage == 100
            assert bounded.bounds.coverage < 100, seed
            assert bounded.bounds.lower <= exact.bounds.estimate <= bounded.bounds.most, seed


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_what_comes_late_ends_in_what_is_reckoned_from_scratch(seed: int, chance: Random) -> None:
    shift = a_shift(seed)
    mixed = chance.sample(shift, len(shift))
    cut = chance.randrange(1, len(mixed))
    late = reckoned(mixed[:cut])
    first = late.reckon(SHIFT)
    late.archive.arrive(mixed[cut:], mixed[: cut // 2])

    assert renew_exposures(late.reckon) == (1, 1)

    second = late.reckon(SHIFT)
    assert said(second) == said(reckoned(shift).reckon(SHIFT))
    assert (second.version, second.reasons) == (2, ("late data",))
    assert late.reckon.exposures.versions(TENANT, SITE, KIM, SHIFT.start) == (first, second)


def test_reckoning_again_without_news_adds_nothing() -> None:
    made = reckoned(a_shift(1))
    first = made.reckon(SHIFT)
    made.archive.compacted()

    assert made.reckon(SHIFT) == first
    assert renew_exposures(made.reckon) == (1, 0)


def test_a_corrected_assignment_moves_the_exposure_to_the_one_who_wore_the_device() -> None:
    made = reckoned(a_shift(1))
    before = made.reckon(SHIFT)
    made.wear("helmet-7", LEE, 0, 86_400, number=2)

    renew_exposures(made.reckon)
    after = made.reckon(SHIFT)
    lees = made.reckon(SHIFT._replace(worker=LEE))

    assert (after.version, after.reasons) == (2, ("assignments corrected",))
    assert (after.exposures, after.devices) == ((), ())
    assert lees.exposures == before.exposures


def test_only_what_was_worn_at_its_moment_counts() -> None:
    made = Reckoning()
    made.wear("helmet-7", KIM, 0, 10 * 3600)
    made.wear("helmet-8", KIM, 10 * 3600, 86_400)
    made.archive.arrive(a_shift(1), a_shift(2, "helmet-8"))

    found = made.reckon(SHIFT)

    assert found.devices == ("helmet-7", "helmet-8")
    assert found.basis.readings == EIGHT_HOURS // EVERY_S
    assert all(each.bounds.coverage == 100 for each in co(found))


def test_what_is_doubted_is_a_gap_and_the_body_is_no_exposure() -> None:
    doubted: dict[str, tuple[Doubt, ...]] = {"co": (Doubt.STUCK,)}
    shift = [msgspec.structs.replace(each, doubts=doubted) for each in a_shift(1)]
    pulse = [a_reading(900 + n, {"pulse": 190.0}, measured=6 * 3600 + n * 300) for n in range(90)]

    found = reckoned(shift, pulse).reckon(SHIFT)

    assert {each.hazard for each in found.exposures if each.hazard == "heart_rate"} == set()
    assert {each.bounds.coverage for each in co(found)} == {0}


@pytest.mark.parametrize(
    ("shift", "word"),
    [
        (SHIFT._replace(start=at(6 * 3600 + 1)), "whole minute"),
        (SHIFT._replace(end=SHIFT.start), "after it starts"),
        (SHIFT._replace(end=SHIFT.start + timedelta(hours=25)), "24 hours"),
    ],
)
def test_what_is_no_shift_is_refused(shift: OfShift, word: str) -> None:
    with pytest.raises(Invalid, match=word):
        reckoned().reckon(shift)


def test_a_site_that_is_not_there_has_no_shifts() -> None:
    with pytest.raises(NotFound):
        reckoned().reckon(SHIFT._replace(site=SiteName("nowhere")))
