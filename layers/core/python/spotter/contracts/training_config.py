"""The configuration of an automatic training: one file that says all, checked before anything is read."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from spotter.contracts.learning import AlgorithmName

Positive = Annotated[float, msgspec.Meta(gt=0)]
Share = Annotated[float, msgspec.Meta(ge=0, lt=1)]
Count = Annotated[int, msgspec.Meta(ge=1)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
RoleName = Literal["id", "group", "time", "never", "weight", "categorical", "text", "feature"]


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all parts share: a field that is not known is refused, so that a typing error is not ignored."""


class Inputs(Said, frozen=True, kw_only=True):
    """What the columns are: what to predict (anomalies: nothing), whose rows, when, what is no feature."""

    label: Name | None = None
    group: Name | None = None
    time: Name | None = None
    drop: tuple[Name, ...] = ()
    roles: dict[Name, RoleName] = {}
    monotone: dict[Name, Literal["+", "-"]] = {}
    exclude_leaks: bool = False


class Spending(Said, frozen=True, kw_only=True):
    """What may be spent: seconds, or trials for a model that comes out the same everywhere, or both."""

    seconds: Positive | None = None
    trials: Count | None = None
    memory_mb: Positive | None = None


class Limiting(Said, frozen=True, kw_only=True):
    """What a model must not exceed: its text in kilobytes, a row in microseconds; the search keeps to it."""

    size_kb: Positive | None = None
    row_us: Positive | None = None


class Gate(Said, frozen=True, kw_only=True):
    """What a measure must reach or must not exceed."""

    at_least: float | None = None
    at_most: float | None = None


class Outputs(Said, frozen=True, kw_only=True):
    """Where things go, as seen from the configuration's folder."""

    model: Name
    evidence: bool = True
    pages: bool = False
    script: Name | None = None
    notebook: Name | None = None
    mlflow: Name | None = None


class TrainingConfig(Said, frozen=True, kw_only=True):
    """One training from data to gates. Paths are as seen from the configuration's folder.

    `gates` are by the names of scores, `holdout.<score>`, `row_us` and `text_bytes`.
    """

    data: Name
    inputs: Inputs
    outputs: Outputs
    recipe: Name | None = None
    algorithm: AlgorithmName = "boosted_tree"
    metric: Name | None = None
    budget: Spending = Spending(seconds=60.0)
    limits: Limiting = Limiting()
    holdout: Share = 0.0
    false_alarms_per_1000: Positive | None = None
    gates: dict[Name, Gate] = {}
    seed: Annotated[int, msgspec.Meta(ge=0)] = 0
    threads: Count = 2
    previous: str | None = None
