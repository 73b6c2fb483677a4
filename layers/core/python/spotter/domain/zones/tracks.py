"""Tracks: the fixes of a device in order, joined so that neither order nor repetition matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from spotter.contracts.fixes import Fix

KEPT = timedelta(hours=2)
"""How far back a track reaches: longer than anybody may stay in a zone with a time limit of minutes."""

MOST_FIXES = 1_500
"""Fixes of a track; at one in five seconds these are the two hours. What is older is in the archive."""


def joined(kept: Iterable[Fix], arrived: Iterable[Fix]) -> tuple[Fix, ...]:
    """Join fixes into a track: one for each reading, in order of time, the latest two hours of them."""
    known: dict[str, Fix] = {}
    for fix in (*kept, *arrived):
        known.setdefault(fix.reading, fix)
    ordered = sorted(known.values(), key=lambda fix: (fix.at, fix.reading))
    if not ordered:
        return ()
    since = ordered[-1].at - KEPT
    return tuple(fix for fix in ordered if fix.at > since)[-MOST_FIXES:]


def latest(track: Iterable[Fix]) -> Fix | None:
    """Give the newest fix of a track; None when there is none."""
    return max(track, key=lambda fix: (fix.at, fix.reading), default=None)
