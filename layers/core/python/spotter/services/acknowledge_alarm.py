"""Acknowledge an alarm: a person answers for it and says what it was."""

from __future__ import annotations

from spotter.contracts.alarms import Alarm, ReasonCode
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.alarms import Move, on_acknowledge, on_clear
from spotter.errors import NotFound
from spotter.ports.clock import Clock
from spotter.services.decide_alarm import decided
from spotter.stores.alarms import AlarmLedger


def acknowledge(
    ledger: AlarmLedger,
    clock: Clock,
    *,
    tenant: Tenant,
    site: SiteName,
    alarm: str,
    actor: str,
    reason: ReasonCode,
    note: str | None,
) -> Alarm:
    """Acknowledge an alarm and give it; one that is acknowledged already stays as it is.

    Raises:
        NotFound: there is no such alarm.
        Invalid: it is cleared already.
    """

    def decide(before: Alarm | None) -> Move | None:
        return on_acknowledge(_found(before, alarm), actor=actor, reason=reason, note=note, now=clock())

    after, _ = decided(ledger, (tenant, site, alarm), decide)
    return _found(after, alarm)


def clear(
    ledger: AlarmLedger,
    clock: Clock,
    *,
    tenant: Tenant,
    site: SiteName,
    alarm: str,
    actor: str,
    note: str | None,
) -> Alarm:
    """Clear an advisory or low alarm by hand and give it.

    Raises:
        NotFound: there is no such alarm.
        Invalid: its class is cleared by its condition and an acknowledgement only.
    """

    def decide(before: Alarm | None) -> Move | None:
        return on_clear(_found(before, alarm), actor=actor, note=note, now=clock())

    after, _ = decided(ledger, (tenant, site, alarm), decide)
    return _found(after, alarm)


def _found(alarm: Alarm | None, name: str) -> Alarm:
    if alarm is None:
        raise NotFound("alarm", name)
    return alarm
