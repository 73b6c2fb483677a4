"""Feature sets over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from spotter.contracts.http.learning import WindowBody
from spotter.contracts.http.models import Answer, Body, Slug
from spotter.contracts.http.registry import Text


class FeatureSetBody(Body):
    """A feature set as it is to be from its next version on."""

    title: Text = Field(examples=["How a helmet moves"])
    profile: Slug
    window: WindowBody
    online: bool = Field(default=False, description="Keep the latest values of every device at hand.")
    meanings: dict[str, Text] = Field(default={}, max_length=500)


class DescribedFeatureAnswer(Answer):
    """A feature in words."""

    name: str
    meaning: str
    unit: str


class FeatureSetAnswer(Answer):
    """A version of a feature set and what its features are."""

    name: str
    version: int
    title: str
    profile: str
    owner: str
    made_at: datetime
    online: bool
    span_s: float
    features: tuple[DescribedFeatureAnswer, ...]


class FeatureSetsAnswer(Answer):
    """The latest version of each feature set."""

    sets: tuple[FeatureSetAnswer, ...]


class FreshAnswer(Answer):
    """The latest features of a device and how old what they were computed from is."""

    features: str
    device: str
    reading: str
    at: datetime
    arrived: datetime
    computed: datetime
    age_s: float
    is_stale: bool
    values: dict[str, float | None]


class SkewAnswer(Answer):
    """A value that is not the same online and in the archive."""

    device: str
    feature: str
    online: float | None
    archive: float | None


class AuditAnswer(Answer):
    """What was compared; nothing skewed means that live and archive agree bit for bit."""

    devices: int
    values: int
    skewed: tuple[SkewAnswer, ...]
    missing: tuple[str, ...]
