"""Endings: which returns to normal are worth a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spotter.contracts.alarms import ConditionActive, ConditionNormal, alarm_id
from spotter.contracts.names import DeviceName
from spotter.services.follow_trails import Step
from spotter.stores.alarms import AlarmLedger

LOOKED_UP_ANEW = 32
"""Batches of a device after which the ledger is asked about all of its rules once more: so an alarm ends as
well that was raised by what never came as far as its trail."""


def may_end(normal: Iterable[ConditionNormal], kept: Iterable[Step]) -> list[ConditionNormal]:
    """Keep what single values end of what their devices had shown; the rest no ledger need be asked."""
    shown = {
        step.named: frozenset(step.trail.shown) for step in kept if (step.expected or 0) % LOOKED_UP_ANEW
    }
    return [
        signal
        for signal in normal
        if (known := shown.get((signal.tenant, DeviceName(signal.subject)))) is None or signal.rule in known
    ]


def worth_saying(
    ledger: AlarmLedger, normal: Sequence[ConditionNormal], active: Iterable[ConditionActive]
) -> list[ConditionNormal]:
    """Keep what ends a condition that holds, or one that has just been shown."""
    wanted = [(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)) for signal in normal]
    ending = {(alarm.tenant, alarm.site, alarm.id) for alarm in ledger.find_many(wanted) if alarm.active}
    ending |= {(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)) for signal in active}
    return [signal for signal, alarm in zip(normal, wanted, strict=True) if alarm in ending]
