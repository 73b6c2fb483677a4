"""Labels from what people said of alarms: time around true ones is positive, around false ones not. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.alarms import ConditionActive, ReasonCode
from spotter.contracts.labels import Interval
from spotter.contracts.ledger import Acknowledge, Transition
from spotter.contracts.names import DeviceName, RuleName, kind_and_name
from spotter.domain.agreement import seconds
from spotter.domain.statistics import quantile

POSITIVE, NEGATIVE = ReasonCode.TRUE_ALARM, ReasonCode.FALSE_ALARM


class Disposition(NamedTuple):
    """One occurrence of a device's alarm: when danger began, what people said it was last, and when first.

    `reason` and `said_at` are None where nobody answered.
    """

    device: DeviceName
    event_at: datetime
    reason: ReasonCode | None
    said_at: datetime | None


class AlarmLabels(NamedTuple):
    """What alarms say of time, how late it was said, and how far it contradicts itself."""

    positive: tuple[Interval, ...]
    negative: tuple[Interval, ...]
    excluded: tuple[Interval, ...]
    counts: Mapping[str, int]
    delays_s: tuple[float, ...]
    noise: float | None

    @property
    def delay_p50_s(self) -> float | None:
        """The middle of how long after the event people said what it was."""
        return quantile(self.delays_s, 0.5) if self.delays_s else None


def dispositions(lines: Iterable[Transition], rule: RuleName) -> list[Disposition]:
    """Give every occurrence of a rule's alarms on devices, whatever became of it."""
    told: dict[tuple[str, int], list[Transition]] = defaultdict(list)
    for line in lines:
        told[line.alarm, line.occurrence].append(line)
    found = (_disposition(sorted(own, key=lambda line: line.version), rule) for own in told.values())
    return sorted((each for each in found if each is not None), key=lambda each: (each.device, each.event_at))


def labelled(said: Sequence[Disposition], *, before: timedelta, after: timedelta) -> AlarmLabels:
    """Lay the time around each event out as positive, negative or excluded.

    Drills, tests, maintenance and faults are excluded, and so is what nobody answered, and time that is true
    by one alarm and false by another: of none is it known what it was.
    """
    around: dict[ReasonCode | None, list[Interval]] = defaultdict(list)
    for each in said:
        around[each.reason].append(Interval(each.device, each.event_at - before, each.event_at + after))
    positive, negative = united(around[POSITIVE]), united(around[NEGATIVE])
    both = shared(positive, negative)
    others = [each for reason, own in around.items() if reason not in {POSITIVE, NEGATIVE} for each in own]
    whole = seconds(united([*positive, *negative]))
    judged = [each for each in said if each.reason in {POSITIVE, NEGATIVE}]
    return AlarmLabels(
        positive=positive,
        negative=negative,
        excluded=united([*others, *both]),
        counts={reason: len(own) for reason, own in sorted(_named(around).items())},
        delays_s=tuple((each.said_at - each.event_at).total_seconds() for each in judged if each.said_at),
        noise=seconds(both) / whole if whole else None,
    )


def united(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Make intervals of one device that overlap or touch into one."""
    found: list[Interval] = []
    for each in sorted(intervals, key=lambda one: (one.device, one.start, one.end)):
        last = found[-1] if found else None
        if last is not None and last.device == each.device and each.start <= last.end:
            found[-1] = Interval(last.device, last.start, max(last.end, each.end))
        else:
            found.append(each)
    return tuple(found)


def shared(ones: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """Give the time that is in both."""
    found: list[Interval] = []
    by_device: dict[DeviceName, list[Interval]] = defaultdict(list)
    for other in others:
        by_device[other.device].append(other)
    for one in ones:
        for other in by_device[one.device]:
            start, end = max(one.start, other.start), min(one.end, other.end)
            if start < end:
                found.append(Interval(one.device, start, end))
    return found


def _named(around: Mapping[ReasonCode | None, list[Interval]]) -> dict[str, list[Interval]]:
    return {(reason.value if reason else "unanswered"): own for reason, own in around.items() if own}


def _disposition(lines: Sequence[Transition], rule: RuleName) -> Disposition | None:
    raised = next((line.act for line in lines if isinstance(line.act, ConditionActive)), None)
    if raised is None or raised.rule != rule:
        return None
    kind, name = kind_and_name(raised.subject)
    if kind != "device":
        return None
    answers = [(line.at, line.act.reason) for line in lines if isinstance(line.act, Acknowledge)]
    said_at, reason = answers[-1] if answers else (None, None)
    return Disposition(DeviceName(name), raised.first_at, reason, said_at)
