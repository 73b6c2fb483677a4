"""What a page says: one SMS segment, readable at three in the morning."""

from __future__ import annotations

import unicodedata

from spotter.contracts.alarms import Alarm, AlarmClass

ONE_SEGMENT = 160
"""Characters of one SMS in the GSM 7-bit alphabet; of a longer text parts may get lost."""

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic character set of 3GPP TS 23.038, in which each character takes one place."""

_LONGEST_UNIT = 12
_HEADS = {AlarmClass.LIFE_SAFETY: "DANGER", AlarmClass.HIGH: "ALARM"}


_PLAIN = {"\N{DEGREE SIGN}": " deg", "\N{MICRO SIGN}": "u", "\N{EN DASH}": "-", "\N{EM DASH}": "-"}
"""What units and titles often hold and the GSM alphabet lacks; accents and subscripts lose their mark."""


def page_text(alarm: Alarm) -> str:
    """Write the page of an alarm: what, how bad, where, when, and how to answer.

    What does not fit is taken from the names, never from value, limit or time. A condition without a unit,
    such as a pressed button, has no value to tell.
    """
    worst = alarm.worst
    head = _HEADS.get(alarm.alarm_class, "NOTICE")
    unit = _short(_plain(worst.unit), _LONGEST_UNIT)
    value = f" {worst.value:.4g}{unit} (limit {worst.limit:.4g})." if unit else ""
    delay = f", delayed by {alarm.delay_s / 60:.0f} min" if alarm.is_delayed else ""
    when = f"{alarm.raised_at:%d %b %H:%M:%S} UTC{delay}"
    title, subject, site = (_plain(text) for text in (alarm.title, alarm.subject, alarm.site))
    room = ONE_SEGMENT - len(f"{head}: .{value} At , . {when}. Acknowledge in Spotter.")
    title = _short(title, max(room - len(subject) - len(site), room // 3))
    subject = _short(subject, max(room - len(title) - len(site), (room - len(title)) // 2))
    site = _short(site, room - len(title) - len(subject))
    return f"{head}: {title}.{value} At {subject}, {site}. {when}. Acknowledge in Spotter."


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "."


def _plain(text: str) -> str:
    """Write a text in the GSM alphabet, with a question mark for what has no likeness in it.

    >>> _plain("CH\u2084 at 20 \u00b0C [7]")
    'CH4 at 20  degC ?7?'
    """
    return "".join(_likeness(each) for each in text)


def _likeness(character: str) -> str:
    if character in _GSM_7:
        return character
    bare = _PLAIN.get(character) or unicodedata.normalize("NFKD", character)[0]
    return bare if all(each in _GSM_7 for each in bare) else "?"
