"""Streams that come late and in disorder, and what live scoring would have known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec

from builders.archive import MIDNIGHT, PROFILE, ROWS, TENANT, a_reading
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.features import Feature, Pairing, Statistic
from spotter.contracts.learning import WindowSpec
from spotter.contracts.readings import Reading
from spotter.domain.features import feature_rows, in_order
from spotter.domain.settling import settled
from spotter.ports.rows import Piece

WINDOW = WindowSpec(
    ("ch4",),
    30.0,
    (Statistic.LAST, Statistic.MEAN, Statistic.SLOPE),
    (
        Feature("ch4", Statistic.MAXIMUM, 20.0, 10.0),
        Feature("ch4", Statistic.MEAN, 30.0, 0.0, "co", Pairing.CORRELATION),
    ),
)
SET = FeatureSet(TENANT, "gas", "Gas over half a minute", PROFILE, WINDOW, "ada", MIDNIGHT, version=1)
Known = tuple[str, datetime, datetime, tuple[str, ...]]
"""A device, event time, since when known, and the features as bits."""


def disordered(dice: Random, *, devices: int = 2, readings: int = 30) -> list[Reading]:
    """Make streams of which some come late, some with others, and some across midnight."""
    made = []
    for number in range(devices):
        moment = dice.choice([-40.0, 40_000.0, 86_380.0])
        for seq in range(readings):
            moment += dice.choice([1.0, 5.0, 12.0])
            lag = dice.choice([1.0, 1.0, 1.0, 60.0, 200.0, 3_600.0])
            values = {"ch4": dice.choice([0.0, 20.9, dice.gauss(1, 1)]), "co": dice.gauss(5, 1)}
            if dice.random() < 0.2:
                del values["co"]
            made.append(
                a_reading(seq, {**values}, device=f"helmet-{number}", measured=moment, arrived=moment + lag)
            )
    return made


def as_known(readings: Sequence[Reading], features: FeatureSet = SET) -> Iterator[Known]:
    """Say by brute force what live scoring knew of each reading, at first and whenever that changed."""
    span = timedelta(seconds=features.window.span_s)
    for reading in readings:
        seen = [
            each
            for each in readings
            if each.device == reading.device and reading.at - span < each.at <= reading.at
        ]
        for since in sorted({max(reading.arrived, each.arrived) for each in seen}):
            known = in_order(each for each in seen if each.arrived <= since)
            place = next(at for at, each in enumerate(known) if each.id == reading.id)
            (row,) = feature_rows(known, features.window, wanted={place})
            yield str(reading.device), reading.at, since, tuple(value.hex() for value in row)


def a_piece(readings: Sequence[Reading]) -> Piece:
    """Pack readings as the archive does."""
    content = ROWS.pack(settled(msgspec.structs.replace(each) for each in readings).kept)
    return Piece("day", lambda: content)
