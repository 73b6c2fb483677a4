from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builders import alarms
from builders.alarm_path import danger
from spotter.contracts.alarms import Alarm, AlarmClass
from spotter.contracts.names import SiteName, Subject
from spotter.contracts.people import Language
from spotter.domain.pages.segments import GSM_7_UNITS, in_gsm_7, in_ucs_2, segments
from spotter.domain.pages.texts import Setting, Ways, notice_text, page_text, trial_text
from spotter.stores.lexicon import hazard_words

UTC, SEOUL = ZoneInfo("UTC"), ZoneInfo("Asia/Seoul")
LINK = "https://sp.example/a/abcdefghABCDEFGHIJKL"
MAP = "https://maps.google.com/?q=37.5665,126.9780"
WAYS = Ways("7F3K", LINK, MAP)
ENGLISH = Setting(Language.ENGLISH, UTC, {})
KOREAN = Setting(Language.KOREAN, SEOUL, hazard_words(Language.KOREAN))
SETTINGS = st.sampled_from([ENGLISH, KOREAN, ENGLISH._replace(again=True), KOREAN._replace(again=True)])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
LINKS = st.none() | st.integers(20, 120).map(lambda size: "h" * size)


def an_alarm(title: str = "Methane", device: str = "longwall-1", site: str = "pit") -> Alarm:
    signal = danger(0, 1.234567, alarm_class=AlarmClass.LIFE_SAFETY)
    return msgspec.structs.replace(
        alarms.an_alarm(signal), title=title, subject=Subject(device), site=SiteName(site)
    )


def with_worst(alarm: Alarm, **changes: object) -> Alarm:
    return msgspec.structs.replace(alarm, worst=msgspec.structs.replace(alarm.worst, **changes))


def late_by(alarm: Alarm, delay: timedelta) -> Alarm:
    return msgspec.structs.replace(alarm, delay_s=delay.total_seconds())


def test_a_page_says_what_how_bad_where_when_and_how_to_answer() -> None:
    assert page_text(an_alarm(), WAYS, ENGLISH) == (
        "DANGER: Methane. 1.235% (limit 1). At longwall-1, pit. 24 Nov 12:00:00 UTC. Reply A 7F3K. " + LINK
    )


def test_a_korean_page_is_on_the_clocks_of_the_site_and_fits_seventy_characters() -> None:
    text = page_text(an_alarm(), WAYS, KOREAN)

    assert text == "위험 메탄 1.235%/한도1 longwall-1,pit 11/24 21:00:00KST 답장 A7F3K"
    assert len(text) <= 70


def test_what_arrived_late_says_how_late() -> None:
    alarm = late_by(an_alarm(), timedelta(minutes=37))

    assert " UTC, delayed by 37 min." in page_text(alarm, WAYS, ENGLISH)
    assert " 37분지연" in page_text(alarm, WAYS, KOREAN)
    assert " UTC, delayed by 25 h." in page_text(late_by(alarm, timedelta(hours=25)), WAYS, ENGLISH)


def test_a_page_that_nobody_answered_says_so() -> None:
    assert page_text(an_alarm(), WAYS, ENGLISH._replace(again=True)).startswith("DANGER AGAIN: Methane.")
    assert page_text(an_alarm(), WAYS, KOREAN._replace(again=True)).startswith("재위험 메탄")


def test_a_link_that_does_not_fit_gives_way_to_one_that_does() -> None:
    text = page_text(an_alarm(), Ways("7F3K", "h" * 90, MAP), ENGLISH)

    assert text.endswith(MAP)


@given(
    title=st.text(max_size=200),
    device=st.from_regex("[a-z0-9-]{1,63}", fullmatch=True),
    unit=st.text(max_size=40),
    value=NUMBERS,
    limit=NUMBERS,
    setting=SETTINGS,
    minutes=st.integers(0, 10**6),
    links=st.tuples(LINKS, LINKS),
)
def test_a_page_is_always_one_segment_and_keeps_value_limit_time_delay_and_code(
    title: str,
    device: str,
    unit: str,
    value: float,
    limit: float,
    setting: Setting,
    minutes: int,
    links: tuple[str | None, str | None],
) -> None:
    alarm = late_by(an_alarm(title, device, "s" * 63), timedelta(minutes=minutes))
    alarm = with_worst(alarm, unit=f"p{unit}", value=value, limit=limit)

    text = page_text(alarm, Ways("7F3K", *links), setting)

    assert segments(text) == 1
    assert f"{value:.4g}" in text
    assert f"{limit:.4g}" in text
    assert ("12:00:00 UTC" if setting.language is Language.ENGLISH else "21:00:00KST") in text
    assert "7F3K" in text
    assert ("delayed" in text or "지연" in text) == (minutes >= 2)


@given(title=st.text(max_size=100), who=st.text(max_size=80), setting=SETTINGS)
def test_a_notice_is_always_one_segment(title: str, who: str, setting: Setting) -> None:
    alarm = msgspec.structs.replace(an_alarm(title, "d" * 63, "s" * 63), acknowledged_by=who)

    assert segments(notice_text(alarm, setting)) == 1


def test_a_notice_says_who_acts() -> None:
    alarm = msgspec.structs.replace(an_alarm(), acknowledged_by="kim")

    assert notice_text(alarm, ENGLISH) == "TAKEN: Methane. At longwall-1, pit. Acknowledged by kim."
    assert notice_text(alarm, KOREAN) == "[확인됨] 메탄 longwall-1,pit kim"


def test_a_test_page_cannot_be_taken_for_danger() -> None:
    for language in Language:
        assert segments(trial_text(language, "7F3K")) == 1
        assert "7F3K" in trial_text(language, "7F3K")


def test_a_unit_keeps_its_meaning_in_the_alphabet_of_phones() -> None:
    alarm = with_worst(an_alarm("H\N{SUBSCRIPT TWO}S"), unit="\N{DEGREE SIGN}C")

    assert page_text(alarm, WAYS, ENGLISH).startswith("DANGER: H2S. 1.235 degC (limit 1).")


def test_a_pressed_button_has_no_value_to_tell() -> None:
    alarm = with_worst(an_alarm("SOS pressed"), value=1.0, unit="")

    assert page_text(alarm, WAYS, ENGLISH).startswith("DANGER: SOS pressed. At longwall-1,")


def test_characters_of_the_extension_table_take_two_places() -> None:
    assert in_gsm_7("^{}\\[~]|€") == 18
    assert segments("€" * (GSM_7_UNITS // 2)) == 1
    assert segments("€" * (GSM_7_UNITS // 2) + "a") == 2


def test_no_escape_and_no_surrogate_is_split_over_two_messages() -> None:
    assert segments("a" * 152 + "€" + "a" * 152) == 3
    assert segments("가" * 66 + "🔥" + "가" * 66) == 3


@given(st.text(max_size=400))
def test_ucs_2_counts_what_goes_over_the_air(text: str) -> None:
    assert in_ucs_2(text) == len(text.encode("utf-16-be", "surrogatepass")) // 2
