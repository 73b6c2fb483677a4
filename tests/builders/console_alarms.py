"""Alarms of a site, raised and ended as functions/alert does it, for a console that shows them."""

from __future__ import annotations

from datetime import timedelta

from builders.alarms import a_move
from builders.web import NOW, ConsolePlatform
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence
from spotter.contracts.names import RuleName, SiteName, Subject, Tenant

ACME, PIT = Tenant("acme"), SiteName("north-pit")
ALARMS = "/v1/sites/north-pit/alarms"
GAS = f"{ALARMS}/ch4-high.helmet-7"


def raise_alarm(
    platform: ConsolePlatform,
    rule: str,
    *,
    subject: str = "helmet-7",
    alarm_class: AlarmClass = AlarmClass.LIFE_SAFETY,
    minutes_ago: int = 5,
) -> None:
    """Raise an alarm as functions/alert does."""
    at = NOW - timedelta(minutes=minutes_ago)
    signal = ConditionActive(
        tenant=ACME,
        site=PIT,
        rule=RuleName(rule),
        title="Methane above the limit",
        subject=Subject(subject),
        alarm_class=alarm_class,
        direction="rising",
        first_at=at,
        last_at=at,
        evidence=Evidence(f"{subject}/b7/41", "ch4", 1.2, 1.0, "%", at),
    )
    move = a_move(None, signal, now=at)
    assert move is not None
    platform.ledger.record(move.alarm, move.transition)


def return_to_normal(platform: ConsolePlatform, alarm: str) -> None:
    before = platform.ledger.get(ACME, PIT, alarm)
    signal = ConditionNormal(ACME, PIT, before.rule, before.subject, NOW)
    move = a_move(before, signal, now=NOW)
    assert move is not None
    platform.ledger.record(move.alarm, move.transition)
