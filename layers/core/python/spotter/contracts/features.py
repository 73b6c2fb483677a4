"""Features: what can be taken of a device's channels over a stretch of time."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Statistic(StrEnum):
    """What is taken of a channel over a window; `domain/features.py` says how."""

    LAST = "last"
    MEAN = "mean"
    MINIMUM = "min"
    MAXIMUM = "max"
    DEVIATION = "sd"
    SLOPE = "slope"
    RANGE = "range"
    COUNT = "count"
    FIRST_DECILE = "q10"
    FIRST_QUARTILE = "q25"
    MEDIAN = "median"
    LAST_QUARTILE = "q75"
    LAST_DECILE = "q90"
    ENERGY = "energy"
    JERK = "jerk"
    CROSSINGS = "crossings"
    FREQUENCY = "frequency"
    SINCE = "since"


USUAL = (
    Statistic.LAST,
    Statistic.MEAN,
    Statistic.MINIMUM,
    Statistic.MAXIMUM,
    Statistic.DEVIATION,
    Statistic.SLOPE,
    Statistic.RANGE,
)
"""What is taken of every channel when nobody says otherwise."""


class Pairing(StrEnum):
    """How two channels become one feature; `domain/features.py` says how."""

    DIFFERENCE = "difference"
    RATIO = "ratio"
    CORRELATION = "correlation"


class Feature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One feature with a window of its own: `length_s` seconds that end `lag_s` before the reading.

    With `beside` it is of two channels: how the statistic of the first differs from that of the second, their
    ratio, or (whatever the statistic) how the values that were measured together correlate. A channel named
    `air.<channel>` is that of the zone in which the wearer is.
    """

    channel: str
    statistic: Statistic
    length_s: float
    lag_s: float = 0.0
    beside: str | None = None
    how: Pairing = Pairing.DIFFERENCE

    @property
    def name(self) -> str:
        """What the feature is called, for ever: all that it is made of."""
        lag = f"_{self.lag_s:g}s_ago" if self.lag_s else ""
        pair = f"__{self.how}__{self.beside}" if self.beside else ""
        return f"{self.channel}__{self.statistic}_{self.length_s:g}s{lag}{pair}"
