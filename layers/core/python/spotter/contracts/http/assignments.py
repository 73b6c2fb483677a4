"""Who wears which device, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from spotter.contracts.http.models import Answer, Body, Moment, Slug


class AssignmentBody(Body):
    """Who wears a device, or wore it; nobody when `worker` is null. From now, if not said otherwise."""

    worker: Slug | None = Field(examples=["kim"])
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    note: Annotated[str, Field(max_length=300)] | None = None


class AssignmentAnswer(Answer):
    """One statement in the history of a device: what it says, and who said so when."""

    device: str
    number: int
    worker: str | None
    valid_from: datetime
    valid_until: datetime | None
    recorded_at: datetime
    by: str
    note: str | None


class AssignmentsAnswer(Answer):
    """All statements about a device, in the order in which they were recorded."""

    assignments: tuple[AssignmentAnswer, ...]


class WearerAnswer(Answer):
    """Who wore a device at a moment, as it was known at `known_at`; nobody when `worker` is null."""

    device: str
    worker: str | None
    at: datetime
    known_at: datetime


class WornAnswer(Answer):
    """The devices that a worker wore at a moment, as it was known at `known_at`."""

    worker: str
    devices: tuple[str, ...]
    at: datetime
    known_at: datetime
