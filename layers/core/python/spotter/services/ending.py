"""Endings: which returns to normal are worth a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spotter.contracts.alarms import ConditionActive, ConditionNormal, alarm_id
from spotter.stores.alarms import AlarmLedger


def worth_saying(
    ledger: AlarmLedger, normal: Sequence[ConditionNormal], active: Iterable[ConditionActive]
) -> list[ConditionNormal]:
    """Keep what ends a condition that holds, or one that has just been shown."""
    wanted = [(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)) for signal in normal]
    ending = {(alarm.tenant, alarm.site, alarm.id) for alarm in ledger.find_many(wanted) if alarm.active}
    ending |= {(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)) for signal in active}
    return [signal for signal, alarm in zip(normal, wanted, strict=True) if alarm in ending]
