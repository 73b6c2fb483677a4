"""How far a score is believed: as far as the least believed value in its window."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from builders.learning import SITE, TENANT, Workshop, a_stream, high_last_value
from spotter.contracts.alarms import ConditionActive, ConditionNormal
from spotter.contracts.readings import Doubt, Trust
from spotter.domain.trust.windows import trust_of_windows


def test_a_score_of_doubted_values_shows_danger_and_never_its_end() -> None:
    live = Workshop()
    live.make_live(live.add_candidate(high_last_value))
    stream = a_stream([1.0, 9.0, 9.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    stuck = [msgspec.structs.replace(each, doubts={"g": (Doubt.STUCK,)}) for each in stream]
    elsewhere = [msgspec.structs.replace(each, doubts={"worn": (Doubt.STUCK,)}) for each in stream]

    live.score({"m1": stuck[:3]})
    live.score({"m2": stuck[3:4]})
    live.score({"m3": stream[4:6]})
    shown, *others = live.signals()
    live.score({"m4": elsewhere[6:]})
    over = live.signals()

    assert isinstance(shown, ConditionActive)
    assert shown.evidence.trust is Trust.BAD
    assert others == []
    assert [type(each) for each in over] == [ConditionNormal]
    said = sorted(live.log.scan(TENANT, SITE), key=lambda each: each.at)
    assert [each.trust for each in said] == [Trust.BAD] * 6 + [Trust.GOOD] * 2


def test_a_window_is_as_good_as_its_worst_value_and_no_longer() -> None:
    doubts = [(Doubt.LATE,), (Doubt.CLOCK_SKEW,), (Doubt.STUCK,), (), ()]
    stream = [
        msgspec.structs.replace(each, doubts={"": found} if found else {})
        for each, found in zip(a_stream([1.0] * 5), doubts, strict=True)
    ]

    graded = trust_of_windows(stream, range(5), {"g"}, timedelta(seconds=2))

    assert graded == {1: Trust.SUSPECT, 2: Trust.BAD, 3: Trust.BAD}
