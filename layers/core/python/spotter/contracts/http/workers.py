"""Workers over HTTP: what has to be known of those who wear devices."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field, StrictInt

from spotter.contracts.http.models import Answer, Body


class WorkerBody(Body):
    """What is recorded of a worker: the year of birth, from which limits by age follow."""

    born: StrictInt = Field(examples=[1978])


class WorkerAnswer(Answer):
    """What is recorded of a worker; `born` is null where it was erased."""

    name: str
    born: int | None
    erased: bool
    by: str
    at: datetime


class WorkersAnswer(Answer):
    """All workers of whom something was recorded, by name."""

    workers: tuple[WorkerAnswer, ...]
