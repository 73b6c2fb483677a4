"""The console: alarms, labels, trainings and models for people. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.console import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import (
    alarm_acts,
    alarm_load,
    alarms,
    annotations,
    answers,
    evidence,
    heartbeat,
    incidents,
    labels,
    lines,
    models,
    on_call,
    recipes,
    registrations,
    studies,
    users,
)
from spotter.entry.web.application import web_app

ROUTES = (
    alarms,
    alarm_acts,
    alarm_load,
    labels,
    annotations,
    incidents,
    models,
    evidence,
    lines,
    registrations,
    studies,
    recipes,
    on_call,
    heartbeat,
    answers,
    users,
)

app = web_app("console", compose, [each.router for each in ROUTES])

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
