"""The catalogue: what there is, what is known of it, and what becomes of it. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.catalogue import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import catalogue, catalogue_files, features
from spotter.entry.web.application import web_app

app = web_app("catalogue", compose, [catalogue.router, catalogue_files.router, features.router])

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
