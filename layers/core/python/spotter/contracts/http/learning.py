"""Labels, trainings and models over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.features import USUAL, Pairing, Statistic
from spotter.contracts.http.frozen import FrozenDataBody
from spotter.contracts.http.label_specs import Channel, LabelSpec
from spotter.contracts.http.models import Answer, Body, Moment, Slug
from spotter.contracts.learning import AlgorithmName, AskedMetric, Outcome
from spotter.contracts.names import RECIPE_PATTERN


class IntervalBody(Body):
    """A stretch of one device's time, from `start` (included) to `end` (excluded)."""

    device: Slug
    start: Moment
    end: Moment = Field(examples=["2026-11-24T09:00:04Z"])


class LabelBody(Body):
    """Intervals to add to those that carry the label already."""

    intervals: Annotated[tuple[IntervalBody, ...], Field(min_length=1, max_length=2000)]


class IntervalAnswer(Answer):
    """A stretch of one device's time."""

    device: str
    start: datetime
    end: datetime


class LabelAnswer(Answer):
    """All intervals that carry the label."""

    site: str
    label: str
    intervals: tuple[IntervalAnswer, ...]


class FeatureBody(Body):
    """A statistic of a channel over a window of its own; with `beside`, of two channels."""

    channel: Channel
    statistic: Statistic
    length_s: float = Field(gt=0, examples=[60])
    lag_s: float = Field(default=0.0, ge=0)
    beside: Channel | None = None
    how: Pairing = Pairing.DIFFERENCE


class WindowBody(Body):
    """Features: every statistic of every channel over the last `length_s` seconds."""

    channels: tuple[Channel, ...] = Field(default=(), max_length=64, examples=[["ch4"]])
    length_s: float = Field(examples=[60])
    statistics: tuple[Statistic, ...] = USUAL
    more: tuple[FeatureBody, ...] = Field(default=(), max_length=500)


class TrainingBody(Body):
    """What to learn, from which readings, within how many seconds (600 at most)."""

    site: Slug
    profile: Slug
    window: WindowBody
    label: Annotated[LabelSpec, Field(discriminator="type")]
    since: Moment
    until: Moment
    budget_s: float = 60.0
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    metric: AskedMetric = "pr_auc"
    holdout_share: float = 0.25
    false_alarms_per_device_hour: float = 6.0
    algorithm: AlgorithmName = "boosted_tree"
    dataset: FrozenDataBody | None = Field(default=None, description="Learn from this, not from the archive.")
    recipe: Annotated[str, Field(pattern=RECIPE_PATTERN, examples=["fill@3"])] | None = None


class TrainingStartedAnswer(Answer):
    """The training that was started."""

    training: str


class CheckAnswer(Answer):
    """One question put to a candidate, and the answer."""

    name: str
    passed: bool
    measured: float
    limit: float
    sentence: str


class VerdictAnswer(Answer):
    """Whether a candidate may go live, and every check that led to it."""

    candidate: str
    against: str | None
    outcome: Outcome
    checks: tuple[CheckAnswer, ...]
    metrics: dict[str, float]
    decided_at: datetime


class ChampionAnswer(Answer):
    """Which version is live at a site for a kind of device."""

    version: str
    site: str
    profile: str
    since: datetime
    previous: str | None


class DatasetAnswer(Answer):
    """The dataset version that a training froze."""

    version: str
    rows: int
    positives: int
    devices: int
    holdout_devices: int


class CandidateAnswer(Answer):
    """The model that a training made, and how it did on rows outside its folds."""

    version: str
    trials: int
    rounds: int
    spent_s: float
    threshold: float | None
    scores: dict[str, float]


class TrainingAnswer(Answer):
    """How a training stands and, once it has succeeded, what came of it; a champion if it was promoted."""

    training: str
    status: str = Field(examples=["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"])
    cause: str = Field(description="Why it failed.")
    dataset: DatasetAnswer | None
    candidate: CandidateAnswer | None
    verdict: VerdictAnswer | None
    champion: ChampionAnswer | None


class CardAnswer(Answer):
    """What a model is and how good it was."""

    algorithm: str
    task: Literal["binary", "multiclass", "regression", "anomaly"]
    label: str
    features: tuple[str, ...]
    metric: str
    scores: dict[str, float]
    holdout: dict[str, float]
    params: dict[str, float | int | str | bool]
    threshold: float | None
    trials: int
    rounds: int
    rows: int
    seed: int
    budget_s: float
    spent_s: float
    sha256: str
    created_at: datetime
    dataset: str | None


class VersionAnswer(Answer):
    """One version of a model, and what was decided about it."""

    version: str
    site: str
    profile: str
    dataset: str
    card: CardAnswer
    verdict: VerdictAnswer | None


class ModelAnswer(Answer):
    """A model: its versions, newest first, and where which is live."""

    model: str
    versions: tuple[VersionAnswer, ...]
    champions: tuple[ChampionAnswer, ...]


class ModelSummaryAnswer(Answer):
    """A model, how many versions it has, and where which is live."""

    model: str
    versions: int
    champions: tuple[ChampionAnswer, ...]


class ModelsAnswer(Answer):
    """All models by name."""

    models: tuple[ModelSummaryAnswer, ...]
