"""What somebody near a casualty is told: one SMS that cannot be read as an order to go into the gas."""

from __future__ import annotations

from spotter.contracts.alarms import Alarm
from spotter.contracts.nearby import Advice, Near
from spotter.contracts.people import Language
from spotter.domain.pages.segments import (
    GSM_7_UNITS,
    UCS_2_UNITS,
    fitted,
    in_gsm_7,
    in_ucs_2,
    plain,
    printable,
)

_ENGLISH = {
    Advice.LEAVE: "LEAVE NOW: gas where you are.",
    Advice.STAY_OUT: "STAY OUT, do not go in without breathing apparatus.",
    Advice.HELP: "GO AND HELP if you can: the air there is good.",
}
_KOREAN = {
    Advice.LEAVE: "즉시 대피: 계신 곳에 가스",
    Advice.STAY_OUT: "접근 금지: 호흡보호구 없이 들어가지 마세요",
    Advice.HELP: "도와주세요: 현장 공기 양호",
}


def neighbour_text(alarm: Alarm, near: Near, language: Language) -> str:
    """Write the text; what to do comes first and is never shortened, names give way."""
    away = f"{near.distance_m:.0f} m"
    if language is Language.KOREAN:
        head = f"{_KOREAN[near.advice]}. "
        return fitted(
            f"{head}{away} {printable(alarm.subject)} {printable(alarm.title)}", UCS_2_UNITS, in_ucs_2
        )
    names = f"{plain(printable(alarm.title))}, {plain(printable(alarm.subject))}"
    return fitted(f"{_ENGLISH[near.advice]} {away} from you: {names}", GSM_7_UNITS, in_gsm_7)
