"""Annotations: what each person says was true of a device's time, kept apart until somebody decides."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from spotter.contracts.names import DeviceName, LabelName

How = Literal["majority", "annotator", "alarms", "incidents"]
"""How a label was decided: by most annotators, one whose word counts, people's answers to alarms, reports."""


class Annotation(msgspec.Struct, frozen=True):
    """A stretch of one device's time, from `start` (included) to `end` (excluded), as one person sees it."""

    device: DeviceName
    start: datetime
    end: datetime
    note: str | None = None


class Opinion(msgspec.Struct, frozen=True):
    """All stretches to which one annotator gives one label; `by` brought the latest of them, `at` a time."""

    label: LabelName
    annotator: str
    annotations: tuple[Annotation, ...]
    by: str
    at: datetime


class Decision(msgspec.Struct, frozen=True):
    """Who decided what carries a label, when and from what.

    `undecided_s` is time that is left out of training: as many said yes as no, or it was a drill or a test.
    `kappa` is the mean agreement of the annotators. `delay_p50_s` and `delay_worst_s` say how long after the
    event people said what it was. `noise` is the share of labelled time that is called both.
    """

    how: How
    by: str
    at: datetime
    annotators: tuple[str, ...] = ()
    rule: str | None = None
    undecided_s: float = 0.0
    kappa: float | None = None
    noise: float | None = None
    delay_p50_s: float | None = None
    delay_worst_s: float | None = None
