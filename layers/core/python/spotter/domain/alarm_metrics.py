"""Alarm performance in the terms of ISA-18.2 and BS 8484, from the lines of a ledger. Pure.

What it is held against is data with its sources (`stores/watch/alarm-load.json`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.alarm_load import (
    AlarmLoad,
    AlarmMetrics,
    AnswerTarget,
    BadActor,
    ClassShare,
    LoadNorms,
    Times,
)
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.ledger import Transition
from spotter.contracts.names import SiteName
from spotter.domain.alarm_findings import findings_of
from spotter.domain.alarm_lives import Life, lives_of

_SPANS = (("per_day", 86400.0), ("per_hour", 3600.0), ("per_10_min", 600.0))


class Span(NamedTuple):
    """What is measured: a site from `since` on and before `until`, watched by so many operator positions."""

    site: SiteName
    since: datetime
    until: datetime
    positions: int = 1


def measured(lines: Iterable[Transition], span: Span, norms: LoadNorms) -> AlarmMetrics:
    """Measure the alarms that were raised within a span of time; lines may come in any order."""
    every = lives_of(lines)
    within = [each for each in every if span.since <= each.raised < span.until]
    lives = [each for each in within if not each.is_retrospective]
    counts = Counter(each.alarm for each in lives)
    worst = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[: norms.worst]
    classes = Counter(each.alarm_class for each in lives)
    metrics = AlarmMetrics(
        site=span.site,
        since=span.since,
        until=span.until,
        positions=span.positions,
        edition=norms.edition,
        load=_load(lives, len(within) - len(lives), span, norms),
        stale=_stale(every, span, norms),
        chattering=_chattering(every, span, norms),
        classes=tuple(
            ClassShare(each, classes[each], _per_cent(classes[each], len(lives))) for each in AlarmClass
        ),
        bad_actors=tuple(BadActor(alarm, count, _per_cent(count, len(lives))) for alarm, count in worst),
        bad_actors_share=_per_cent(sum(count for _, count in worst), len(lives)),
        to_notify=_times([(each.raised, each.paged) for each in lives], span, norms),
        to_acknowledge=_times([(each.paged, each.acknowledged) for each in lives if each.paged], span, norms),
        to_resolve=_times([(each.raised, each.cleared) for each in lives], span, norms),
        findings=(),
    )
    return findings_of(metrics, norms)


def _load(lives: Sequence[Life], retrospective: int, span: Span, norms: LoadNorms) -> AlarmLoad:
    """Tell the load of one position. Floods are counted over all, because a flood is what one person sees."""
    raised = [each.raised for each in lives]
    windows = _in_windows(raised, norms)
    most = max(windows, default=0)
    above = [count > norms.flood_above for count in windows]
    begun = sum(later and not earlier for earlier, later in zip([False, *above], above, strict=False))
    length_s = max((span.until - span.since).total_seconds(), 1.0)
    rates = {name: len(lives) * seconds / length_s / span.positions for name, seconds in _SPANS}
    return AlarmLoad(
        raised=len(lives),
        retrospective=retrospective,
        most_in_10_min=most,
        peak_at=raised[windows.index(most)] if windows else None,
        floods=begun,
        flood_share=_flood_share(raised, span, norms),
        **rates,
    )


def _in_windows(raised: Sequence[datetime], norms: LoadNorms) -> list[int]:
    """Count, for each alarm, those of the window that ends with it."""
    window, counts, begin = timedelta(seconds=norms.flood_window_s), [], 0
    for number, at in enumerate(raised):
        while raised[begin] <= at - window:
            begin += 1
        counts.append(number - begin + 1)
    return counts


def _flood_share(raised: Sequence[datetime], span: Span, norms: LoadNorms) -> float:
    """Give the share of time in flood: of the ten-minute periods since the start, those with too many."""
    length_s = (span.until - span.since).total_seconds()
    periods = max(1, -int(-length_s // norms.flood_window_s))
    filled = Counter(int((at - span.since).total_seconds() // norms.flood_window_s) for at in raised)
    return _per_cent(sum(count > norms.flood_above for count in filled.values()), periods)


def _stale(lives: Sequence[Life], span: Span, norms: LoadNorms) -> tuple[str, ...]:
    """Name the alarms whose condition held for longer than a day within or up to the span."""
    longest = timedelta(seconds=norms.stale_after_s)
    return tuple(
        sorted(
            {
                life.alarm
                for life in lives
                for begin, end in life.spells
                if min(end or span.until, span.until) - begin > longest
                and (end is None or end >= span.since)
                and life.raised < span.until
            }
        )
    )


def _chattering(lives: Sequence[Life], span: Span, norms: LoadNorms) -> tuple[str, ...]:
    """Name the alarms that went and came back so often within a minute, whatever their occurrence."""
    ends: dict[str, list[datetime]] = defaultdict(list)
    for life in lives:
        ends[life.alarm] += [end for _, end in life.spells if end and span.since <= end < span.until]
    window, cycles = timedelta(seconds=norms.chatter_window_s), norms.chatter_cycles
    return tuple(
        sorted(
            alarm
            for alarm, some in ends.items()
            if any(
                last - first < window
                for first, last in zip(sorted(some), sorted(some)[cycles - 1 :], strict=False)
            )
        )
    )


def _times(spans: Iterable[tuple[datetime, datetime | None]], span: Span, norms: LoadNorms) -> Times:
    """Tell how long it took; what has not happened by `until` keeps no target that its age has passed."""
    begun = list(spans)
    taken = sorted(
        (end - begin).total_seconds() for begin, end in begun if end is not None and end < span.until
    )
    waiting = [
        (span.until - begin).total_seconds() for begin, end in begun if end is None or end >= span.until
    ]
    return Times(
        count=len(taken),
        missing=len(waiting),
        p50_s=_percentile(taken, 50),
        p80_s=_percentile(taken, 80),
        p95_s=_percentile(taken, 95),
        worst_s=taken[-1] if taken else None,
        within=tuple(_kept(taken, waiting, target.within_s) for target in norms.targets),
    )


def _kept(taken: Sequence[float], waiting: Sequence[float], within_s: float) -> AnswerTarget:
    decided = len(taken) + sum(age > within_s for age in waiting)
    return AnswerTarget(within_s, _per_cent(sum(each <= within_s for each in taken), decided))


def _percentile(ordered: Sequence[float], per_cent: int) -> float | None:
    """Give the least value that so many per cent do not exceed; None when there is no value."""
    return ordered[max(0, -(-len(ordered) * per_cent // 100) - 1)] if ordered else None


def _per_cent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 0.0
