"""Devices over HTTP: sites, profiles, devices, and the batches of gateways. Woken by the HTTP API."""

from __future__ import annotations

from mangum import Mangum

from spotter.bootstrap.devices import compose
from spotter.entry.problems import TEXT_TYPES
from spotter.entry.web import (
    accounts,
    assignments,
    devices,
    fleet,
    gateways,
    lifecycle,
    profiles,
    readings,
    rules,
    sites,
    updates,
    workers,
)
from spotter.entry.web.application import web_app

app = web_app(
    "devices",
    compose,
    [
        sites.router,
        rules.router,
        profiles.router,
        devices.router,
        lifecycle.router,
        assignments.router,
        workers.router,
        accounts.router,
        fleet.router,
        gateways.router,
        updates.router,
        readings.router,
    ],
)

handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
