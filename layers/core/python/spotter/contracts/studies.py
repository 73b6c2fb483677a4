"""Studies: searches that outlive the processes that work on them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from spotter.contracts.names import ModelName, Tenant


class RowsOfFile(msgspec.Struct, frozen=True, tag="file"):
    """A file that all workers can read, as it was when the study began, and what its columns are."""

    path: str
    sha256: str
    label: str
    group: str | None = None
    time: str | None = None
    drop: tuple[str, ...] = ()


class RowsOfDataset(msgspec.Struct, frozen=True, tag="dataset"):
    """The training rows of a dataset version in the lake."""

    model: ModelName
    version: str


class Study(msgspec.Struct, frozen=True):
    """What to search, and how long: `trials`, of which `abreast` know nothing of each other.

    A trial is proposed from all trials of the rows before its own, so that it is the same whoever trains it,
    in whatever order and however often. `lease_s` is how long a worker holds one before another may take it.
    """

    tenant: Tenant
    name: str
    rows: RowsOfFile | RowsOfDataset
    trials: int
    begun_at: datetime
    seed: int = 0
    metric: str | None = None
    abreast: int = 4
    lease_s: float = 900.0


class StudyTrial(msgspec.Struct, frozen=True):
    """A trial: leased by `owner` until a moment, then finished with a loss."""

    number: int
    state: Literal["leased", "finished"]
    owner: str
    until: datetime
    attempt: int = 1
    loss: float | None = None
    rounds: int = 0
    params: dict[str, float | int] = {}


class Standing(msgspec.Struct, frozen=True):
    """How a study stands."""

    name: str
    trials: int
    finished: int
    leased: int
    attempts: int
    best: StudyTrial | None = None

    @property
    def left(self) -> int:
        """How many trials are not finished."""
        return self.trials - self.finished
