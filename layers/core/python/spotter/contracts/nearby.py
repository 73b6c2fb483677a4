"""Neighbours of a casualty, and what each of them is told."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from spotter.contracts.names import WorkerName


class Advice(StrEnum):
    """What somebody near a casualty is told."""

    LEAVE = "leave"
    STAY_OUT = "stay_out"
    HELP = "help"


class Near(msgspec.Struct, frozen=True):
    """A worker near a casualty, how far away in metres, what to tell them, and why."""

    worker: WorkerName
    distance_m: float
    advice: Advice
    why: str
