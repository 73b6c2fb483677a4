"""The archive: what devices measured, for people and programs. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.archive import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import archive, exposures, suggestions
from spotter.entry.web.application import web_app

app = web_app("archive", compose, [archive.router, exposures.router, suggestions.router])

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
