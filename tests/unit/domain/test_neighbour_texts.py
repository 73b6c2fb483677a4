"""What a neighbour is told is one SMS, begins with what to do, and sends nobody into the gas."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.alarms import an_alarm
from spotter.contracts.names import Subject, WorkerName
from spotter.contracts.nearby import Advice, Near
from spotter.contracts.people import Language
from spotter.domain.pages.neighbours import neighbour_text
from spotter.domain.pages.segments import segments

FIRST = {
    Language.ENGLISH: {Advice.LEAVE: "LEAVE NOW", Advice.STAY_OUT: "STAY OUT", Advice.HELP: "GO AND HELP"},
    Language.KOREAN: {Advice.LEAVE: "즉시 대피", Advice.STAY_OUT: "접근 금지", Advice.HELP: "도와주세요"},
}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=80), st.floats(0, 1e6), st.sampled_from(Language))
def test_it_is_one_segment_and_says_first_what_to_do(
    title: str, subject: str, away: float, language: Language
) -> None:
    alarm = msgspec.structs.replace(an_alarm(), title=title, subject=Subject(subject))

    for advice in Advice:
        text = neighbour_text(alarm, Near(WorkerName("lee"), away, advice, ""), language)
        assert segments(text) == 1
        assert text.startswith(FIRST[language][advice])


@pytest.mark.parametrize("advice", [Advice.LEAVE, Advice.STAY_OUT])
def test_only_who_is_to_help_is_told_to_go(advice: Advice) -> None:
    near = Near(WorkerName("lee"), 90.0, advice, "")

    assert "HELP" not in neighbour_text(an_alarm(), near, Language.ENGLISH)
    assert "도와" not in neighbour_text(an_alarm(), near, Language.KOREAN)
