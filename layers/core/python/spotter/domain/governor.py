"""The alarm-load governor: nobody is called more often than they can act on. Pure.

More than ten notifications in ten minutes are a flood, in which the one that matters is missed. So lower
classes are grouped then and told together a little later. Life safety never waits: it is let through whatever
the load, and counts in it, so that all else gives way to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from spotter.contracts.alarms import Alarm, AlarmClass
from spotter.contracts.governor import GovernorNorms, Group, Grouped, Load
from spotter.contracts.pages import Call
from spotter.contracts.people import Language, Medium
from spotter.domain.pages.segments import (
    GSM_7_UNITS,
    UCS_2_UNITS,
    fitted,
    in_gsm_7,
    in_ucs_2,
    plain,
    printable,
)
from spotter.errors import Invalid

_NAME = "%Y%m%d-%H%M"
_GRAVITY = {alarm_class: rank for rank, alarm_class in enumerate(AlarmClass)}


def key_of(alarm: Alarm, call: Call) -> str:
    """Name a calling, so that trying it again counts once."""
    return f"{alarm.site}/{alarm.id}/{call.occurrence}.{call.summons}.{call.tier}"


def after_call(
    load: Load, key: str, alarm_class: AlarmClass, *, now: datetime, norms: GovernorNorms
) -> Load | None:
    """Give the load with one more calling; None when it is to be grouped."""
    at = now.timestamp()
    recent = {name: when for name, when in load.let_through.items() if when > at - norms.window_s}
    if key in recent:
        return Load(recent)
    if alarm_class is not AlarmClass.LIFE_SAFETY and len(recent) >= norms.most - norms.reserved:
        return None
    return Load(recent | {key: at})


def slot_of(now: datetime, norms: GovernorNorms) -> int:
    """Name the slot of time that a moment falls into, by when it begins (epoch seconds)."""
    return int(now.timestamp()) // norms.group_s * norms.group_s


def group_name(slot: int) -> str:
    """Name what was grouped in a slot, for people: by when the slot begins, in UTC.

    >>> group_name(1_795_510_800)
    '20261124-0900'
    """
    return f"{datetime.fromtimestamp(slot, UTC):{_NAME}}"


def slot_named(name: str, norms: GovernorNorms) -> int:
    """Give the slot that has a name.

    Raises:
        Invalid: no group has such a name.
    """
    try:
        begins = datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError as err:
        raise Invalid(f"{name} is no group; its notice names it, as 20261124-0905", field="group") from err
    if int(begins.timestamp()) % norms.group_s:
        minutes = norms.group_s // 60
        raise Invalid(f"{name} is no group; groups begin every {minutes} minutes", field="group")
    return int(begins.timestamp())


def by_gravity(items: Iterable[Grouped]) -> list[Grouped]:
    """Give what was grouped, the gravest first."""
    return sorted(items, key=lambda item: (_GRAVITY[item.alarm_class], item.at, item.alarm))


def due_slots(now: datetime, norms: GovernorNorms) -> tuple[int, ...]:
    """Name the slots that are over for all and whose notices may still be owed, oldest first, of an hour."""
    latest = slot_of(now - timedelta(seconds=norms.grace_s), norms) - norms.group_s
    return tuple(range(latest - 3600, latest + 1, norms.group_s))


def item_of(alarm: Alarm, now: datetime) -> Grouped:
    """Describe an alarm as it is listed in a group."""
    return Grouped(
        alarm.tenant,
        alarm.site,
        alarm.id,
        alarm.occurrence,
        alarm.alarm_class,
        alarm.rule,
        alarm.title,
        alarm.subject,
        now,
    )


def group_text(group: Group, items: Sequence[Grouped], medium: Medium) -> str:
    """Write a group notice, the gravest first: by SMS one segment that counts, by other media every item."""
    ordered = by_gravity(items)
    counts = Counter(item.alarm_class for item in ordered)
    since, name = datetime.fromtimestamp(group.slot, UTC), group_name(group.slot)
    by_class = ", ".join(f"{counts[each]} {each}" for each in AlarmClass if counts[each])
    rules = Counter(item.title for item in ordered)
    most = ", ".join(f"{title} {count}x" for title, count in rules.most_common(3))
    if medium is Medium.SMS:
        if group.callee.language is Language.KOREAN:
            text = f"[묶음] 경보 {len(ordered)}건, 목록 {name}, {group.site}: {printable(most)}"
            return fitted(text, UCS_2_UNITS, in_ucs_2)
        head = f"GROUPED: {len(ordered)} alarms ({by_class}) at {group.site}, list {name} (UTC)."
        text = f"{head} {plain(printable(most))}."
        return fitted(text, GSM_7_UNITS, in_gsm_7)
    lines = [
        f"- {item.alarm_class} {item.title}, {item.subject}, {item.site}, {item.at:%H:%M:%S} UTC"
        for item in ordered
    ]
    when = f"since {since:%Y-%m-%d %H:%M} UTC; list {name}"
    return "\n".join([f"{len(ordered)} alarms were grouped ({by_class}; {when}):", *lines])
