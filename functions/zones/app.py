"""Zones: where danger is, who is in it, who is safe. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.zones import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import people, zones
from spotter.entry.web.application import web_app

app = web_app("zones", compose, [zones.router, people.router])

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
