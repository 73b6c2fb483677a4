"""Names in paths and queries, checked before a handler sees them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from spotter.contracts.names import (
    ALARM_PATTERN,
    SLUG_PATTERN,
    DatasetName,
    DeviceName,
    LabelName,
    ModelName,
    ProfileName,
    RecipeName,
    SiteName,
    WorkerName,
    ZoneName,
)

SitePath = Annotated[SiteName, Path(pattern=SLUG_PATTERN, examples=["north-pit"])]
DevicePath = Annotated[DeviceName, Path(pattern=SLUG_PATTERN, examples=["helmet-7"])]
WorkerPath = Annotated[WorkerName, Path(pattern=SLUG_PATTERN, examples=["kim"])]
ProfilePath = Annotated[ProfileName, Path(pattern=SLUG_PATTERN, examples=["gas-helmet"])]
DatasetPath = Annotated[DatasetName, Path(pattern=SLUG_PATTERN, examples=["gas-north"])]
ModelPath = Annotated[ModelName, Path(pattern=SLUG_PATTERN, examples=["falls"])]
RecipePath = Annotated[RecipeName, Path(pattern=SLUG_PATTERN, examples=["fill"])]
LabelPath = Annotated[LabelName, Path(pattern=SLUG_PATTERN, examples=["fall"])]
ZonePath = Annotated[ZoneName, Path(pattern=SLUG_PATTERN, examples=["shaft-2"])]
AlarmPath = Annotated[str, Path(pattern=ALARM_PATTERN, examples=["ch4-high.helmet-7"])]
StudyPath = Annotated[str, Path(pattern="^[A-Za-z0-9._-]{1,80}$", examples=["night"])]
VersionQuery = Annotated[
    str | None,
    Query(pattern="^[0-9a-z-]{1,64}$", description="Which version; the live one, else the newest."),
]
TrainingPath = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,80}$")]
