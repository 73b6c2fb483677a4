"""What can be learned, over HTTP: a marked label, what a channel will do, or what is unusual."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.http.models import Body, Slug

Channel = Annotated[str, Field(min_length=1, max_length=63)]


class MarkedLabelBody(Body):
    """1 where the window overlaps an interval with this label by `overlap_s` seconds or more, else 0."""

    type: Literal["marked"]
    label: Slug
    overlap_s: float = 0.5


class AheadLabelBody(Body):
    """Early warning: 1 where the channel will reach `limit` within `horizon_s` seconds, else 0."""

    type: Literal["ahead"]
    channel: Channel
    limit: float
    horizon_s: float


class ValueLabelBody(Body):
    """A forecast: the highest value of the channel within `horizon_s` seconds; danger from `limit` on."""

    type: Literal["value"]
    channel: Channel
    limit: float
    horizon_s: float


class LevelsLabelBody(Body):
    """How many of the rising `limits` the channel will reach within `horizon_s` seconds."""

    type: Literal["levels"]
    channel: Channel
    limits: Annotated[tuple[float, ...], Field(min_length=1, max_length=9, examples=[[1.0, 1.5]])]
    horizon_s: float


class AnomalyLabelBody(Body):
    """No label: what is usual is learned, and danger is what is unlike it."""

    type: Literal["anomaly"]


LabelSpec = MarkedLabelBody | AheadLabelBody | ValueLabelBody | LevelsLabelBody | AnomalyLabelBody
