"""Whom an alarm has still to reach, and when it alarms again because nobody has answered."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Paged, Realarm
from spotter.domain.alarms.moves import PAGER, TIMER, Doing, Move, as_of, moved


def pages_now(alarm: Alarm) -> bool:
    """Tell whether an alarm is one that people are paged for: open, unanswered, not quiet, not too late."""
    return alarm.handling.pages and alarm.is_unanswered and not alarm.is_retrospective and not alarm.silences


def phones_to_page(alarm: Alarm, phones: tuple[str, ...]) -> tuple[str, ...]:
    """Say which of the supervisors' phones this occurrence has still to reach."""
    if not pages_now(alarm):
        return ()
    return tuple(dict.fromkeys(phone for phone in phones if phone not in alarm.paged))


def on_paged(alarm: Alarm, phones: tuple[str, ...], *, now: datetime, words: str | None = None) -> Move:
    """Take in that phones were reached; `words` are for the ledger where it was no page of its own."""
    paged = (*alarm.paged, *(phone for phone in phones if phone not in alarm.paged))
    doing = Doing(Paged(phones), PAGER, now, words or f"paged {len(phones)} of the site's supervisors")
    return moved(alarm, doing, paged=paged, paged_at=alarm.paged_at or now)


def on_realarm(alarm: Alarm, *, now: datetime) -> Move | None:
    """Take in that the time of an alarm is up: everybody is to be paged anew. None while it is not."""
    if alarm.realarm_at is None or now < alarm.realarm_at:
        return None
    quiet = as_of(alarm, now).silences != alarm.silences
    words = "alarms again: what kept it quiet has ended" if quiet else "alarms again: nobody has answered"
    doing = Doing(Realarm(), TIMER, now, words)
    return moved(alarm, doing, paged=(), paged_at=None, realarms=alarm.realarms + 1)
