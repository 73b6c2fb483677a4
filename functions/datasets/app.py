"""Datasets: what is learned from, and its frozen versions. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.datasets import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import dataset_versions, datasets, preparing, uploads
from spotter.entry.web.application import web_app

app = web_app(
    "datasets", compose, [datasets.router, dataset_versions.router, preparing.router, uploads.router]
)

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
