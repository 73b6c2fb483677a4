"""The heartbeat of a site's way of alarms over HTTP."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.http.models import Answer, Body, Slug


class HeartbeatBody(Body):
    """Which device of the site beats, and which contact answers for it."""

    device: Slug
    receipt: Slug


class HeartbeatAnswer(Answer):
    """The route, and what its last alarm shows: when it was raised, paged and answered."""

    site: str
    device: str
    receipt: str
    set_at: datetime
    by: str
    raised_at: datetime | None = None
    paged_at: datetime | None = None
    answered_at: datetime | None = None
