"""What a page says: one SMS, readable at three in the morning, in English or Korean.

Value, limit and time are never shortened. What does not fit is taken from the names; then the link by which
to answer is added when it fits whole, and then the map. The code to answer with always stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import NamedTuple, assert_never

from spotter.contracts.alarms import Alarm, AlarmClass
from spotter.contracts.people import Language
from spotter.domain.pages.segments import (
    GSM_7_UNITS,
    UCS_2_UNITS,
    Measure,
    fitted,
    in_gsm_7,
    in_ucs_2,
    plain,
    printable,
)

_LONGEST_UNIT = {Language.ENGLISH: 12, Language.KOREAN: 8}
_ENGLISH = {AlarmClass.LIFE_SAFETY: "DANGER", AlarmClass.HIGH: "ALARM"}
_KOREAN = {AlarmClass.LIFE_SAFETY: "위험", AlarmClass.HIGH: "경보"}
_DAYS, _HOURS = 48 * 60, 100


class Ways(NamedTuple):
    """How a page is answered and where the place is: a short code, and links that may be missing."""

    code: str
    answer: str | None = None
    map: str | None = None


class Setting(NamedTuple):
    """What a text is written for: the language, the site's clocks, what hazards are called.

    `again` is set when nobody answered and people are called anew.
    """

    language: Language
    clocks: tzinfo
    words: Mapping[str, str]
    again: bool = False


class _Names(NamedTuple):
    title: str
    subject: str
    site: str


def page_text(alarm: Alarm, ways: Ways, setting: Setting) -> str:
    """Write the page of an alarm: what, how bad, where, when, how late, and how to answer.

    A condition without a unit, such as a pressed button, has no value to tell.
    """
    match setting.language:
        case Language.ENGLISH:
            return _english(alarm, ways, setting)
        case Language.KOREAN:
            return _korean(alarm, ways, setting)
        case _:
            assert_never(setting.language)


def notice_text(alarm: Alarm, setting: Setting) -> str:
    """Tell those who were paged that somebody acts, or that it is over."""
    who = printable(alarm.acknowledged_by or "")
    names = _names(alarm, setting)
    if setting.language is Language.KOREAN:
        over = "확인됨" if alarm.is_open else "종료"
        rest = f"[{over}]  , " + (f" {who[:12]}" if who else "")
        title, subject, site = _shared(names, UCS_2_UNITS - in_ucs_2(rest), in_ucs_2)
        return f"[{over}] {title} {subject},{site}" + (f" {who[:12]}" if who else "")
    over = "TAKEN" if alarm.is_open else "OVER"
    by = f" Acknowledged by {plain(who)[:30]}." if who else ""
    title, subject, site = _shared(names, GSM_7_UNITS - in_gsm_7(f"{over}: . At , .{by}"), in_gsm_7)
    return f"{over}: {title}. At {subject}, {site}.{by}"


def _english(alarm: Alarm, ways: Ways, setting: Setting) -> str:
    worst, at = alarm.worst, alarm.raised_at.astimezone(setting.clocks)
    head = _ENGLISH.get(alarm.alarm_class, "NOTICE") + (" AGAIN" if setting.again else "")
    unit = fitted(plain(printable(worst.unit)), _LONGEST_UNIT[Language.ENGLISH], in_gsm_7)
    value = f" {worst.value:.4g}{unit} (limit {worst.limit:.4g})." if unit else ""
    when = f"{at:%d %b %H:%M:%S} {plain(at.tzname() or '')[:6]}"
    late = _late(alarm, ", delayed by {} min", ", delayed by {} h", ", delayed by {} days")
    tail = f"{when}{late}." + (f" Reply A {ways.code}." if ways.code else "")
    room = GSM_7_UNITS - in_gsm_7(f"{head}: .{value} At , . {tail}")
    title, subject, site = _shared(_names(alarm, setting), room, in_gsm_7)
    text = f"{head}: {title}.{value} At {subject}, {site}. {tail}"
    return _with_links(text, ways, GSM_7_UNITS, in_gsm_7)


def _korean(alarm: Alarm, ways: Ways, setting: Setting) -> str:
    worst, at = alarm.worst, alarm.raised_at.astimezone(setting.clocks)
    head = ("재" if setting.again else "") + _KOREAN.get(alarm.alarm_class, "알림")
    unit = fitted(printable(worst.unit), _LONGEST_UNIT[Language.KOREAN], in_ucs_2)
    value = f" {worst.value:.4g}{unit}/한도{worst.limit:.4g}" if unit else ""
    when = f"{at:%m/%d %H:%M:%S}{(at.tzname() or '')[:5]}"
    late = _late(alarm, " {}분지연", " {}시간지연", " {}일지연")
    reply = f" A{ways.code}" if ways.code else ""
    rest = f"{head} {value} , {when}{late}{reply}"
    title, subject, site = _shared(_names(alarm, setting), UCS_2_UNITS - in_ucs_2(rest), in_ucs_2)
    text = f"{head} {title}{value} {subject},{site} {when}{late}"
    if ways.code and in_ucs_2(f"{text} 답장{reply}") <= UCS_2_UNITS:
        reply = f" 답장{reply}"
    text += reply
    return _with_links(text, ways, UCS_2_UNITS, in_ucs_2)


def _names(alarm: Alarm, setting: Setting) -> _Names:
    title = printable(alarm.title)
    hazards = [hazard for hazard in setting.words if _is_of(alarm.rule, hazard)]
    if hazards:
        title = setting.words[max(hazards, key=len)]
    written = plain if setting.language is Language.ENGLISH else str
    return _Names(written(title), written(printable(alarm.subject)), written(printable(alarm.site)))


def _is_of(rule: str, hazard: str) -> bool:
    return rule == hazard or rule.startswith(f"{hazard}-")


def _shared(names: _Names, room: int, measure: Measure) -> _Names:
    """Let three names share the room: the title gets a third at least, the subject half of the rest."""
    room = max(room, 0)
    title = fitted(names.title, max(room - measure(names.subject) - measure(names.site), room // 3), measure)
    left = room - measure(title)
    subject = fitted(names.subject, max(left - measure(names.site), left // 2), measure)
    return _Names(title, subject, fitted(names.site, left - measure(subject), measure))


def _with_links(text: str, ways: Ways, room: int, measure: Measure) -> str:
    for link in (ways.answer, ways.map):
        if link and measure(f"{text} {link}") <= room:
            text = f"{text} {link}"
    return text


def _late(alarm: Alarm, minutes: str, hours: str, days: str) -> str:
    """Say how old the news was when it arrived: what is late may still be dangerous."""
    if not alarm.is_delayed:
        return ""
    whole = round(alarm.delay_s / 60)
    if whole < _HOURS:
        return minutes.format(whole)
    return hours.format(whole // 60) if whole < _DAYS else days.format(min(whole // 1440, 999))


def trial_text(language: Language, code: str) -> str:
    """Write a test page, which is answered like a real one."""
    if language is Language.KOREAN:
        return "Spotter 시험 문자입니다. 위험 아님." + (f" 답장 A{code}" if code else "")
    return "Spotter TEST, no danger. Please answer it." + (f" Reply A {code}." if code else "")
