"""Let an alarm that nobody has answered alarm again when its time is up."""

from __future__ import annotations

from spotter.contracts.alarms import Alarm
from spotter.domain.alarms.moves import Move
from spotter.domain.alarms.paging import on_realarm
from spotter.ports.clock import Clock
from spotter.services.decide_alarm import AlarmAt, decided
from spotter.stores.alarms import AlarmLedger


def realarm(ledger: AlarmLedger, clock: Clock, alarm: Alarm) -> Alarm:
    """Give the alarm, ready to page everybody anew if its time is up; as it was, if not.

    Raises:
        Unavailable: the store does not answer.
    """
    now = clock()
    if alarm.realarm_at is None or now < alarm.realarm_at:
        return alarm

    def decide(before: Alarm | None) -> Move | None:
        return None if before is None else on_realarm(before, now=now)

    after, _ = decided(ledger, AlarmAt(alarm.tenant, alarm.site, alarm.id), decide)
    return after or alarm
