"""What is learned: intervals that people mark, and what the future of a channel shows."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, LabelName


class Interval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of one device's time that a person marked, from `start` (included) to `end` (excluded)."""

    device: DeviceName
    start: datetime
    end: datetime


class MarkedLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="marked"):
    """1 where the window overlaps an interval of this label by `overlap_s` seconds or more, else 0."""

    label: LabelName
    overlap_s: float = 0.5


class AheadLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="ahead"):
    """Early warning: 1 where the channel will reach `limit` within `horizon_s` seconds, else 0.

    Readings whose horizon is not covered by data have no label and are left out.
    """

    channel: str
    limit: float
    horizon_s: float


class ValueLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="value"):
    """A forecast: the highest value of the channel within `horizon_s` seconds; danger from `limit` on."""

    channel: str
    limit: float
    horizon_s: float


class LevelsLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="levels"):
    """How bad it will get: how many of the rising `limits` the channel will reach within `horizon_s`."""

    channel: str
    limits: tuple[float, ...]
    horizon_s: float


class AnomalyLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="anomaly"):
    """No label: what is usual is learned, and danger is what is unlike it."""


Label = MarkedLabel | AheadLabel | ValueLabel | LevelsLabel | AnomalyLabel
