"""Renew exposures: reckon every shift anew that late data or a correction may still have changed."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from spotter.errors import Conflict
from spotter.services.reckon_exposure import OfShift, ReckonExposure

RENEWED_FOR = timedelta(days=15)
"""How long after its end a shift is looked at by itself; the readings queue keeps a message for 14 days."""


class Renewed(NamedTuple):
    """How many shifts were looked at, and how many of them have a new version."""

    shifts: int
    renewed: int


def renew_exposures(reckon: ReckonExposure) -> Renewed:
    """Look at the recent shifts of every site; one that another run is at is left to it."""
    since = reckon.clock() - RENEWED_FOR
    shifts = renewed = 0
    for tenant in reckon.registry.tenants():
        for site in reckon.registry.sites(tenant):
            kept = [each for each in reckon.exposures.latest(tenant, site.name) if each.end >= since]
            for last in kept:
                shifts += 1
                try:
                    found = reckon(OfShift(tenant, site.name, last.worker, last.start, last.end))
                except Conflict:
                    continue
                renewed += found.version != last.version
    return Renewed(shifts, renewed)
