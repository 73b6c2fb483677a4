"""Occupants: who is inside a zone, and who went in and out."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import Subject, ZoneName
from spotter.contracts.zones import Movement


class Occupant(msgspec.Struct, frozen=True):
    """Somebody inside: since when, when last seen there, and how likely that fix was inside."""

    subject: Subject
    since: datetime
    seen_at: datetime
    chance: float


class Moved(msgspec.Struct, frozen=True):
    """Somebody entered a zone, left it, or stayed longer than it allows."""

    subject: Subject
    movement: Movement
    at: datetime
    chance: float


class Occupants(msgspec.Struct, frozen=True):
    """Who is inside a zone at a moment, and the movements of the last two hours, newest first."""

    zone: ZoneName
    at: datetime
    inside: tuple[Occupant, ...]
    moved: tuple[Moved, ...]
