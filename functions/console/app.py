"""The console: alarms, labels, trainings and models for people. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.console import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import alarm_acts, alarms, labels, models
from spotter.entry.web.application import web_app

app = web_app("console", compose, [alarms.router, alarm_acts.router, labels.router, models.router])

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
