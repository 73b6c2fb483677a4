"""Recommendations: what a data set is like, what people care about, and which choices follow."""

from __future__ import annotations

from typing import Literal

import msgspec


class DataTraits(msgspec.Struct, frozen=True):
    """What a data set is like. `positives` is the share of danger, 0 where labels are values.

    `spread` is the deviation of values, 0 where labels are classes; `features` counts columns.
    """

    task: str
    rows: int
    features: int
    words: float = 0.0
    missing: float = 0.0
    positives: float = 0.0
    spread: float = 0.0


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much people care, each from 0; only their proportions count."""

    accuracy: float = 4.0
    training_time: float = 1.0
    latency: float = 1.0
    size: float = 0.5
    explainability: float = 1.0
    similarity: float = 1.0


class Option(msgspec.Struct, frozen=True):
    """One choice: an algorithm to train, or an earlier model to use as it is (`model` names it).

    `marks` are from 0 to 1 for each thing that people care about; `runs` counts the measured ones behind.
    """

    kind: Literal["algorithm", "model"]
    algorithm: str
    score: float
    marks: dict[str, float]
    runs: int
    why: str
    model: str | None = None


class Recommendation(msgspec.Struct, frozen=True):
    """All choices, the best first, for a data set and these weights."""

    traits: DataTraits
    weights: Weights
    options: tuple[Option, ...]
