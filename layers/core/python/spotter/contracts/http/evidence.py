"""What stands behind a model, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from spotter.contracts.http.learning import CardAnswer, VerdictAnswer
from spotter.contracts.http.models import Answer


class ProofAnswer(Answer):
    """That the live scorer says what the training library said."""

    rows: int
    largest_difference: float
    tolerance: float
    row_us: float
    text_bytes: int


class FullCardAnswer(CardAnswer):
    """All that a card says."""

    classes: tuple[bool | int | float | str, ...]
    split: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    libraries: dict[str, str]
    data_sha256: str
    first_at: datetime | None
    last_at: datetime | None
    proof: ProofAnswer | None


class VersionCardAnswer(Answer):
    """The card of one version, what was decided about it, and whether it is live."""

    model: str
    version: str
    site: str
    profile: str
    live: bool
    card: FullCardAnswer
    verdict: VerdictAnswer | None


class BarAnswer(Answer):
    """A measured value and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class SegmentAnswer(Answer):
    """A part of the rows and how good the model was on it."""

    name: str
    rows: int
    positives: int
    scores: dict[str, BarAnswer]


class BinAnswer(Answer):
    """Rows that got about the same probability, and how often it came true."""

    predicted: float
    observed: float
    rows: int


class ImportanceAnswer(Answer):
    """How much of the model's work a feature does, as shares of all."""

    feature: str
    effect: float
    gain: float | None


class PointAnswer(Answer):
    """A point of a curve."""

    x: float
    y: float


class RunAnswer(Answer):
    """The run that made the model."""

    pipeline_version: str
    started_at: datetime
    ended_at: datetime
    duration_s: float
    executor: str
    arguments: dict[str, str]
    previous_model: str | None
    metrics: dict[str, float]


class EnvironmentAnswer(Answer):
    """What the model was made with; the digest names all of it."""

    python: str
    machine: str
    libraries: dict[str, str]
    digest: str


class EvidenceAnswer(Answer):
    """All that was seen of a version on rows it had not learned from, and the run that made it."""

    model: str = Field(description="The digest of the model's text.")
    run: RunAnswer
    environment: EnvironmentAnswer
    segments: tuple[SegmentAnswer, ...]
    importance: tuple[ImportanceAnswer, ...]
    effect_by: Literal["shap", "shuffling"]
    limits: tuple[str, ...]
    reliability: tuple[BinAnswer, ...]
    expected_error: float | None
    roc: tuple[PointAnswer, ...]
    precision: tuple[PointAnswer, ...]
    history: tuple[PointAnswer, ...]
    alarms_per_day: float | None


class FileAnswer(Answer):
    """A file of a version: a link that soon ends, and the digest of what it fetches."""

    name: str = Field(examples=["model.txt"])
    url: str
    sha256: str
    lasts_s: int


class FilesAnswer(Answer):
    """The files of a version: those of the folder that `spotter train` writes."""

    model: str
    version: str
    files: tuple[FileAnswer, ...]


class MlflowMetric(Answer):
    """A metric as MLflow has it; the time is in milliseconds."""

    key: str
    value: float
    timestamp: int
    step: int


class MlflowPair(Answer):
    """A parameter or a tag."""

    key: str
    value: str


class MlflowInfo(Answer):
    """What a run is; times are in milliseconds."""

    run_id: str
    run_uuid: str
    run_name: str
    experiment_id: str
    user_id: str
    status: Literal["FINISHED"]
    start_time: int
    end_time: int
    lifecycle_stage: Literal["active"]


class MlflowData(Answer):
    """What was measured, set and noted."""

    metrics: tuple[MlflowMetric, ...]
    params: tuple[MlflowPair, ...]
    tags: tuple[MlflowPair, ...]


class MlflowRun(Answer):
    """A run."""

    info: MlflowInfo
    data: MlflowData


class MlflowAnswer(Answer):
    """A version as MLflow's `runs/get` answers."""

    run: MlflowRun
