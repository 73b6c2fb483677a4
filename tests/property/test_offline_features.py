"""The offline store knows what live scoring knew, whatever came late; a join looks at nothing else."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

import numpy as np
import pytest

from builders.archive import at
from builders.datasets import rows_of
from builders.offline import SET, Known, a_piece, as_known, disordered
from spotter.adapters.parquet.feature_days import ParquetFeatureDays
from spotter.contracts.readings import Reading
from spotter.domain.features import micros_of
from spotter.learning.point_in_time import Asked, Rows, features_as_of
from spotter.ports.feature_days import ComputedDay, FeatureDay
from spotter.ports.rows import Piece

DAYS = ParquetFeatureDays(memory="500MB")
NAMES = SET.window.feature_names


def a_day(readings: list[Reading]) -> FeatureDay:
    return FeatureDay(SET, readings[0].site, at(0), at(86_400), at(10**6), [a_piece(readings)])


def known(*computed: ComputedDay) -> list[Known]:
    """Read rows by other means than ours."""
    rows = [row for day in computed for part in day.parts for row in rows_of(part.content)]
    return sorted(
        (row["device"], row["at"], row["arrived"], bits(row[name] for name in NAMES)) for row in rows
    )


def bits(values: object) -> tuple[str, ...]:
    return tuple((math.nan if value is None else value).hex() for value in values)  # type: ignore[attr-defined]


def pieces(*computed: ComputedDay) -> list[Piece]:
    contents = [part.content for day in computed for part in day.parts]
    return [Piece(str(place), lambda content=content: content) for place, content in enumerate(contents)]  # type: ignore[misc]


def of_the_day(readings: list[Reading]) -> list[Known]:
    return sorted(each for each in as_known(readings) if at(0) <= each[1] < at(86_400))


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_what_live_scoring_knew_whenever_something_late_changed_it(seed: int) -> None:
    readings = disordered(Random(seed))  # noqa: S311 - the same streams each time

    assert known(DAYS.compute(a_day(readings))) == of_the_day(readings)


@pytest.mark.parametrize("seed", range(3))
def test_days_in_steps_have_the_rows_of_one_step_and_a_repeated_step_adds_nothing(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - the same streams each time
    readings = disordered(dice)
    until = at(dice.choice([40_100, 50_000, 86_450]))
    day = a_day(readings)

    first = DAYS.compute(day._replace(known_at=until))
    second = DAYS.compute(day._replace(prior=pieces(first), prior_known_at=until))
    third = DAYS.compute(day._replace(prior=pieces(first, second), prior_known_at=day.known_at))

    assert known(first, second) == of_the_day(readings)
    assert third.parts == ()
    assert first.whole == all(each.arrived <= until for each in readings)


def test_what_was_written_late_is_known_from_the_run_that_found_it() -> None:
    readings = [each for each in disordered(Random(3), devices=1) if each.at >= at(0)]  # noqa: S311 - the same stream
    lost, others = readings[4], readings[:4] + readings[5:]
    day = a_day(others)._replace(known_at=at(90_000))
    first = DAYS.compute(day)

    again = a_day(readings)._replace(prior=pieces(first), prior_known_at=day.known_at, known_at=at(95_000))
    second = DAYS.compute(again)

    latest = {row[:2]: row[3] for row in sorted(known(first, second))}
    truth = {row[:2]: row[3] for row in of_the_day(readings)}
    assert latest == truth
    assert {row[2] for row in known(second)} == {at(95_000)}
    assert (str(lost.device), lost.at) in latest


def test_a_join_gives_what_live_scoring_knew_at_each_moment() -> None:
    """Compared with the brute force over everything that had been measured and had arrived."""
    for seed in range(3):
        dice = Random(seed)  # noqa: S311 - the same streams each time
        readings = disordered(dice)
        rows = known(DAYS.compute(a_day(readings)))
        asked = [
            (
                f"helmet-{dice.randrange(3)}",
                dice.choice(readings).arrived + timedelta(seconds=dice.choice([-1, 0, 30])),
            )
            for _ in range(60)
        ]

        found = joined(asked, rows, most_age_s=600)

        assert [bits(row) for row in found] == [truth(readings, *each, most_age_s=600) for each in asked]


def joined(asked: list[tuple[str, datetime]], rows: list[Known], *, most_age_s: int) -> list[list[float]]:
    code = {f"helmet-{number}": number for number in range(3)}
    table = Rows(
        np.array([code[row[0]] for row in rows], dtype=np.int64),
        np.array([micros_of(row[1]) for row in rows], dtype=np.int64),
        np.array([micros_of(row[2]) for row in rows], dtype=np.int64),
        np.array([[float.fromhex(value) for value in row[3]] for row in rows]).reshape(len(rows), len(NAMES)),
    )
    entities = Asked(
        np.array([code[device] for device, _ in asked]), np.array([micros_of(when) for _, when in asked])
    )
    found: list[list[float]] = features_as_of(entities, table, most_age=most_age_s * 1_000_000).tolist()
    return found


def truth(readings: list[Reading], device: str, when: datetime, *, most_age_s: int) -> tuple[str, ...]:
    """Compute the features of the last reading of the day that was known, from what was known."""
    seen = [each for each in readings if each.device == device and each.at <= when and each.arrived <= when]
    own = [each for each in seen if each.at >= at(0) and each.at > when - timedelta(seconds=most_age_s)]
    if not own:
        return bits([math.nan] * len(NAMES))
    newest = max(own, key=lambda each: each.at)
    return next(row[3] for row in sorted(as_known(seen), reverse=True) if row[:2] == (device, newest.at))


def test_late_readings_leave_what_was_known_before_as_it_was() -> None:
    """Backfilling changes nothing that a join saw, at any moment before it came."""
    readings = [each for each in disordered(Random(11), devices=1, readings=40) if each.at >= at(0)]  # noqa: S311 - the same stream
    early = [each for each in readings if each.arrived <= at(80_000)]
    moments = [(str(each.device), each.arrived) for each in early if each.arrived <= at(80_000)]

    before = joined(moments, known(DAYS.compute(a_day(early))), most_age_s=600)
    after = joined(moments, known(DAYS.compute(a_day([*early, *late_copies(early)]))), most_age_s=600)

    assert [bits(row) for row in before] == [bits(row) for row in after]


def late_copies(readings: list[Reading]) -> list[Reading]:
    """Make readings between the others, all of which arrive the day after."""
    import msgspec

    return [
        msgspec.structs.replace(
            each, seq=each.seq + 1_000, at=each.at + timedelta(seconds=0.5), arrived=at(90_000)
        )
        for each in readings
    ]
