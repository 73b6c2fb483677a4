import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builders import alarms
from builders.alarm_path import danger
from spotter.contracts.alarms import Alarm, AlarmClass
from spotter.contracts.names import SiteName, Subject
from spotter.domain.messages import ONE_SEGMENT, page_text


def an_alarm(title: str = "Methane", device: str = "longwall-1", site: str = "pit") -> Alarm:
    signal = danger(0, 1.234567, alarm_class=AlarmClass.LIFE_SAFETY)
    return msgspec.structs.replace(
        alarms.an_alarm(signal), title=title, subject=Subject(device), site=SiteName(site)
    )


def test_a_page_says_what_how_bad_where_and_when() -> None:
    text = page_text(an_alarm())

    assert text == (
        "DANGER: Methane. 1.235% (limit 1). At longwall-1, pit. 24 Nov 12:00:00 UTC. Acknowledge in Spotter."
    )


@given(title=st.text(max_size=200), device=st.from_regex("[a-z0-9-]{1,63}", fullmatch=True))
def test_a_page_is_always_one_segment_and_never_without_value_and_time(title: str, device: str) -> None:
    text = page_text(an_alarm(title, device, "s" * 63))

    assert len(text) <= ONE_SEGMENT
    assert "1.235%" in text
    assert "12:00:00 UTC" in text


@given(title=st.text(st.characters(min_codepoint=0x100), min_size=1, max_size=60), unit=st.text(max_size=40))
def test_a_page_holds_nothing_that_would_make_two_segments_of_it(title: str, unit: str) -> None:
    alarm = an_alarm(title)

    text = page_text(msgspec.structs.replace(alarm, worst=msgspec.structs.replace(alarm.worst, unit=unit)))

    assert len(text) <= ONE_SEGMENT
    assert "\N{SUBSCRIPT FOUR}" not in text
    assert not set(text) & set("^{}\\[]~|\N{EURO SIGN}")


def test_a_unit_keeps_its_meaning_in_the_alphabet_of_phones() -> None:
    alarm = an_alarm("H\N{SUBSCRIPT TWO}S")
    worst = msgspec.structs.replace(alarm.worst, unit="\N{DEGREE SIGN}C")

    text = page_text(msgspec.structs.replace(alarm, worst=worst))

    assert text.startswith("DANGER: H2S. 1.235 degC (limit 1).")


def test_a_pressed_button_has_no_value_to_tell() -> None:
    alarm = an_alarm("SOS pressed")
    worst = msgspec.structs.replace(alarm.worst, value=1.0, unit="")

    assert page_text(msgspec.structs.replace(alarm, worst=worst)).startswith(
        "DANGER: SOS pressed. At longwall-1,"
    )
