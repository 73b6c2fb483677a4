"""Evidence: what stands behind a card, for people who must trust a model and for those who audit them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class Bar(msgspec.Struct, frozen=True):
    """A measured value and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class Segment(msgspec.Struct, frozen=True):
    """A part of the rows and how good the model was on it; `positives` counts danger among classes."""

    name: str
    rows: int
    positives: int
    scores: dict[str, Bar]


class Bin(msgspec.Struct, frozen=True):
    """Rows that got about the same probability, and how often it came true."""

    predicted: float
    observed: float
    rows: int


class Importance(msgspec.Struct, frozen=True):
    """How much of the model's work a feature does, each as a share of all.

    `gain` is what splits on it won (trees only); `effect` is the mean absolute SHAP value, or where there
    are no trees how far outputs move when the feature is shuffled.
    """

    feature: str
    effect: float
    gain: float | None = None


class Point(msgspec.Struct, frozen=True):
    """A point of a curve."""

    x: float
    y: float


class RunRecord(msgspec.Struct, frozen=True):
    """The run that made a model, as 3.5.7 of the paper wants it recorded."""

    pipeline_version: str
    started_at: datetime
    ended_at: datetime
    duration_s: float
    executor: str
    arguments: dict[str, str]
    previous_model: str | None
    metrics: dict[str, float]


class Environment(msgspec.Struct, frozen=True):
    """What the model was made with; the digest names all of it."""

    python: str
    machine: str
    libraries: dict[str, str]
    digest: str


class Evidence(msgspec.Struct, frozen=True):
    """Everything that was seen of a model on rows it had not learned from, and of the run that made it.

    `effect_by` says how the effects were measured. `history` holds the best loss after each trial.
    `alarms_per_day` are those of one device at the threshold, where rows have times.
    """

    model: str
    run: RunRecord
    environment: Environment
    segments: tuple[Segment, ...]
    importance: tuple[Importance, ...]
    effect_by: Literal["shap", "shuffling"]
    limits: tuple[str, ...]
    reliability: tuple[Bin, ...] = ()
    expected_error: float | None = None
    roc: tuple[Point, ...] = ()
    precision: tuple[Point, ...] = ()
    history: tuple[Point, ...] = ()
    alarms_per_day: float | None = None
