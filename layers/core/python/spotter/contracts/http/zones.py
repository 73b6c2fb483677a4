"""Zones, head-counts and neighbours over HTTP; shapes are GeoJSON (RFC 7946)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.http.models import Answer, Body, Moment, Slug
from spotter.contracts.muster import Standing
from spotter.contracts.nearby import Advice
from spotter.contracts.zones import Movement, ZoneKind

Metres = Annotated[float, Field(gt=0, le=50_000)]
TimeOfDay = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["07:30"])]


class WeeklyBody(Body):
    """A span of each week; one that ends before it begins runs over midnight."""

    days: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1, max_length=7)]
    since: TimeOfDay
    until: TimeOfDay


class PermitBody(Body):
    """A worker who may be inside between two moments."""

    worker: Slug
    since: Moment
    until: Moment
    number: Annotated[str, Field(max_length=60)] = ""


class ZonePropertiesBody(Body):
    """What a zone is. `radius_m` makes a Point a circle; `around` makes it move with a machine."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    kind: ZoneKind
    accuracy_m: Metres = Field(description="What positioning reaches here, 95 %, in metres.", examples=[5])
    alarm_class: AlarmClass = AlarmClass.HIGH
    level: Annotated[int, Field(ge=-100, le=200)] | None = None
    dwell_s: Annotated[float, Field(ge=0, le=86_400)] = 0.0
    radius_m: Metres | None = None
    around: Slug | None = None
    time_zone: Annotated[str, Field(max_length=60)] = "UTC"
    schedule: Annotated[tuple[WeeklyBody, ...], Field(max_length=20)] = ()
    permits: Annotated[tuple[PermitBody, ...], Field(max_length=200)] = ()


class ZoneBody(Body):
    """A zone as a GeoJSON feature."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [127.0, 37.5]},
                    "properties": {
                        "title": "Shaft 2",
                        "kind": "exclusion",
                        "accuracy_m": 5,
                        "radius_m": 20,
                        "alarm_class": "life-safety",
                    },
                }
            ]
        }
    )

    type: Literal["Feature"]
    id: str | None = Field(default=None, description="Not looked at: the path names the zone.")
    geometry: dict[str, Any] | None = None
    properties: ZonePropertiesBody


class ZoneAnswer(Answer):
    """A zone as a GeoJSON feature whose id is its name."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class ZonesAnswer(Answer):
    """The zones of a site as a GeoJSON feature collection."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: tuple[ZoneAnswer, ...]


class OccupantAnswer(Answer):
    """Somebody inside a zone, and how likely that is."""

    subject: str
    since: datetime
    seen_at: datetime
    chance: float


class MovedAnswer(Answer):
    """Somebody entered a zone, left it, or stayed too long."""

    subject: str
    movement: Movement
    at: datetime
    chance: float


class OccupantsAnswer(Answer):
    """Who is inside a zone, and who went in and out in the last two hours, newest first."""

    zone: str
    at: datetime
    inside: tuple[OccupantAnswer, ...]
    moved: tuple[MovedAnswer, ...]


class HeadAnswer(Answer):
    """One worker in a head-count; `seen_s` is the age of the last proof of life in seconds."""

    worker: str
    devices: tuple[str, ...]
    standing: Standing
    why: str
    zone: str | None
    chance: float | None
    seen_at: datetime | None
    seen_s: float | None


class HeadCountAnswer(Answer):
    """A head-count, those first of whom least is known."""

    site: str
    at: datetime
    since: datetime
    mustered: int
    not_mustered: int
    unknown: int
    heads: tuple[HeadAnswer, ...]


class NearAnswer(Answer):
    """A worker near the subject of an alarm, and what to tell them."""

    worker: str
    distance_m: float
    advice: Advice
    why: str


class AlertedAnswer(NearAnswer):
    """A worker near the subject of an alarm, what to do, and whether they were told."""

    told: bool


class AlertedNeighboursAnswer(Answer):
    """Who was near the subject of an alarm and who of them was told what to do, the nearest first."""

    neighbours: tuple[AlertedAnswer, ...]


class NeighboursAnswer(Answer):
    """Who is near the subject of an alarm, the nearest first. Nobody is sent into the gas."""

    neighbours: tuple[NearAnswer, ...]
