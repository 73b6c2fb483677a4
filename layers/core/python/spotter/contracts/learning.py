"""Datasets, models and verdicts: what learning takes, makes and decides."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from spotter.contracts.features import USUAL, Feature, Statistic
from spotter.contracts.labels import Label
from spotter.contracts.names import DatasetName, DeviceName, ModelName, ProfileName, SiteName, Tenant
from spotter.contracts.recommendations import DataTraits


class WindowSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How features are made: the trailing window of `length_s` seconds that ends at each reading.

    The features are every statistic of every channel, in that order, named `<channel>__<statistic>`, and then
    `more`, each of which has a window of its own.
    """

    channels: tuple[str, ...]
    length_s: float
    statistics: tuple[Statistic, ...] = USUAL
    more: tuple[Feature, ...] = ()

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The features' names in the order in which they are computed."""
        usual = (f"{channel}__{statistic}" for channel in self.channels for statistic in self.statistics)
        return (*usual, *(feature.name for feature in self.more))

    @property
    def channels_read(self) -> frozenset[str]:
        """The channels that any feature looks at."""
        more = (name for each in self.more for name in (each.channel, each.beside) if name is not None)
        return frozenset((*self.channels, *more))

    @property
    def span_s(self) -> float:
        """How many seconds before a reading its features look at, at most."""
        return max([self.length_s, *(feature.length_s + feature.lag_s for feature in self.more)])


AskedMetric = Literal["auc", "pr_auc", "logloss", "brier", "accuracy", "f1", "f1_macro", "rmse", "mae"]
AlgorithmName = Literal[
    "auto",
    "boosted_tree",
    "decision_forest",
    "logistic_regression",
    "neural_network",
    "svm",
    "averaged_perceptron",
    "linear_regression",
    "kmeans",
    "isolation_forest",
]
"""What models can be made with; `learning/algorithms/catalogue.py` says how."""


class FrozenData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of a dataset to learn from, in place of what is archived now."""

    name: DatasetName
    version: str


class TrainingRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person asks for: learn this label from these readings within this budget.

    `holdout_share` of the devices (at least one) is kept away from training and decides the verdict.
    `false_alarms_per_device_hour` is the alarm budget that the threshold is calibrated to. With `trials`,
    these are counted instead of seconds: the same data and seed give the same model on any machine.
    `algorithm` is one of the catalogue. With `dataset` the readings come from a frozen version. `recipe`
    prepares the rows: `name` or `name@version`.
    """

    tenant: Tenant
    model: ModelName
    site: SiteName
    profile: ProfileName
    window: WindowSpec
    label: Label
    since: datetime
    until: datetime
    budget_s: float = 60.0
    seed: int = 0
    metric: str = "pr_auc"
    holdout_share: float = 0.25
    false_alarms_per_device_hour: float = 6.0
    trials: int | None = None
    algorithm: AlgorithmName = "boosted_tree"
    dataset: FrozenData | None = None
    recipe: str | None = None


class Part(msgspec.Struct, frozen=True):
    """One immutable object of a dataset version: gzip CSV with header, with its digest."""

    key: str
    sha256: str
    rows: int
    role: Literal["train", "holdout"]
    size: int = 0


class DatasetVersion(msgspec.Struct, frozen=True):
    """The manifest of a frozen training set. `version` is the digest of what it was made from and holds.

    Columns of each part: `device`, `at` (epoch seconds), the features, `label`. `code` made it;
    `labels_version` counts the changes of the marked label by then, 0 where none was marked.
    """

    tenant: Tenant
    model: ModelName
    version: str
    request: TrainingRequest
    features: tuple[str, ...]
    parts: tuple[Part, ...]
    rows: int
    positives: int
    devices: tuple[DeviceName, ...]
    holdout_devices: tuple[DeviceName, ...]
    first_at: datetime
    last_at: datetime
    known_at: datetime
    code: str = ""
    labels_version: int = 0


class Proof(msgspec.Struct, frozen=True):
    """That the live scorer says what the training library said: on how many rows, how far apart.

    `row_us` is what a row cost it there, `text_bytes` how large the text is.
    """

    rows: int
    largest_difference: float
    tolerance: float
    row_us: float = 0.0
    text_bytes: int = 0


class ModelCard(msgspec.Struct, frozen=True):
    """What a model is: its task, inputs, how it was found, how good it was, and the digest of its text.

    `categories` gives the values of each categorical feature in code order. `scores` are out-of-fold,
    `holdout` scores (where there was a holdout) on rows never seen. `threshold` is set for binary tasks.
    An alarm, or the second class, is where the probability is at or above it. `budget_s` is 0 where trials
    were counted instead. `data_sha256`, `first_at` and `last_at` say which data it was; `notes` what was
    left out or guessed, `warnings` what makes the scores less sure than they look. `proof` says that the text
    scores live as it was trained. Of task `anomaly` there was no label: `auc` and
    `threshold_recall` are against rows that never were, `stability` is how alike folds' models order rows.
    """

    task: Literal["binary", "multiclass", "regression", "anomaly"]
    label: str
    features: tuple[str, ...]
    metric: str
    scores: dict[str, float]
    params: dict[str, float | int | str | bool]
    trials: int
    rounds: int
    rows: int
    seed: int
    budget_s: float
    spent_s: float
    sha256: str
    created_at: datetime
    libraries: dict[str, str]
    classes: tuple[str | int | float | bool, ...] = ()
    categories: dict[str, tuple[str, ...]] = {}
    threshold: float | None = None
    split: str = ""
    holdout: dict[str, float] = {}
    window: WindowSpec | None = None
    dataset: str | None = None
    data_sha256: str = ""
    first_at: datetime | None = None
    last_at: datetime | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    algorithm: str = "boosted_tree"
    proof: Proof | None = None
    traits: DataTraits | None = None


class Candidate(msgspec.Struct, frozen=True):
    """A trained model in the store, not yet live. `version` is the beginning of its text's digest.

    `code` names the code that made it.
    """

    tenant: Tenant
    model: ModelName
    version: str
    dataset: str
    site: SiteName
    profile: ProfileName
    text_key: str
    card: ModelCard
    code: str = ""


class Check(msgspec.Struct, frozen=True):
    """One question put to a candidate, with what was measured, the limit, and the answer."""

    name: str
    passed: bool
    measured: float
    limit: float
    sentence: str


Outcome = Literal["promote", "reject", "inconclusive"]


class Verdict(msgspec.Struct, frozen=True):
    """Whether a candidate may go live, and every check that led to it.

    It is inconclusive where the rows kept away were too few to tell, and nothing else speaks against it.
    """

    tenant: Tenant
    model: ModelName
    candidate: str
    against: str | None
    outcome: Outcome
    checks: tuple[Check, ...]
    metrics: dict[str, float]
    decided_at: datetime


class Champion(msgspec.Struct, frozen=True):
    """Which version of a model is live, since when, and which one was before it."""

    tenant: Tenant
    model: ModelName
    version: str
    site: SiteName
    profile: ProfileName
    since: datetime
    previous: str | None = None
