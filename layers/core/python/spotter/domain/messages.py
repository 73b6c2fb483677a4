"""What a page says: one SMS segment, readable at three in the morning."""

from __future__ import annotations

from spotter.contracts.alarms import Alarm, AlarmClass

ONE_SEGMENT = 160
"""Characters of one SMS in the GSM 7-bit alphabet; of a longer text parts may get lost."""

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic character set of 3GPP TS 23.038, in which each character takes one place."""

_HEADS = {AlarmClass.LIFE_SAFETY: "DANGER", AlarmClass.HIGH: "ALARM"}


def page_text(alarm: Alarm) -> str:
    """Write the page of an alarm: what, how bad, where, when, and how to answer.

    What does not fit is taken from the names, never from value, limit or time.
    """
    worst = alarm.worst
    head = _HEADS.get(alarm.alarm_class, "NOTICE")
    value = f"{worst.value:.4g}{worst.unit} (limit {worst.limit:.4g})"
    when = f"{alarm.raised_at:%d %b %H:%M:%S} UTC"
    fixed = len(f"{head}: . {value}. At , . {when}. Please acknowledge.")
    room = ONE_SEGMENT - fixed
    title = _short(alarm.title, max(room - len(alarm.subject) - len(alarm.site), room // 3))
    subject = _short(alarm.subject, max(room - len(title) - len(alarm.site), (room - len(title)) // 2))
    site = _short(alarm.site, room - len(title) - len(subject))
    return _plain(f"{head}: {title}. {value}. At {subject}, {site}. {when}. Please acknowledge.")


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "."


def _plain(text: str) -> str:
    """Replace what the GSM alphabet lacks.

    >>> _plain("CH\u2084 at [7]")
    'CH? at ?7?'
    """
    return "".join(each if each in _GSM_7 else "?" for each in text)
