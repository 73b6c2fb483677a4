"""Datasets: what is learned from, and its frozen versions. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.datasets import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import dataset_versions, datasets, offline, preparing, skew, uploads
from spotter.entry.web.application import web_app

ROUTES = (datasets, dataset_versions, offline, preparing, skew, uploads)

app = web_app("datasets", compose, [each.router for each in ROUTES])

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
