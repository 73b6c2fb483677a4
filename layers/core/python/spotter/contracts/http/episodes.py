"""Settled episodes of danger over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.http.alarms import EvidenceAnswer
from spotter.contracts.http.models import Answer


class EpisodeAnswer(Answer):
    """A stretch in which a condition held; `ended_at` is the first normal moment after it, if known."""

    rule: str = Field(examples=["ch4-high"])
    subject: str
    alarm_class: AlarmClass
    began_at: datetime
    last_active_at: datetime
    ended_at: datetime | None
    worst: EvidenceAnswer


class EpisodesAnswer(Answer):
    """The episodes of a day, not `settled` before its readings are compacted; `ledger` names the proof."""

    day: str = Field(examples=["2026-11-24"])
    settled: bool
    ledger: str | None
    episodes: tuple[EpisodeAnswer, ...]
