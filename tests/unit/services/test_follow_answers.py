"""Lines of advisories that follow answers: a step a shift, within bounds, on record, and back again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from builders.alarm_path import NOON, AlarmPath, an_alarm_path
from builders.learning import MODEL, PROFILE, SITE, TENANT, Workshop, high_last_value
from spotter.contracts.alarms import AlarmClass, ConditionActive, Evidence, Origin, ReasonCode, alarm_id
from spotter.contracts.ledger import Acknowledge, By, Channel
from spotter.contracts.names import DeviceName, ModelName, RuleName, subject_of
from spotter.contracts.predictions import Prediction
from spotter.errors import Conflict, Invalid, NotFound
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.decide_alarm import AlarmAt
from spotter.services.follow_answers import At, FollowAnswers, Shift

HERE = At(TENANT, SITE, MODEL)
RULE = RuleName("model-fall")


@dataclass
class Site:
    """A live model whose line is at 0.5, the alarms of its site, and time."""

    workshop: Workshop = field(default_factory=Workshop)
    path: AlarmPath = field(default_factory=an_alarm_path)
    now: datetime = NOON - timedelta(hours=1)
    alarms: int = 0

    def __post_init__(self) -> None:
        self.workshop.make_live(self.workshop.add_candidate(high_last_value))
        self.follow = FollowAnswers(
            self.workshop.models, self.path.ledger, self.workshop.log, lambda: self.now
        )

    def advised(self, score: float, reason: ReasonCode, *, rule: RuleName = RULE) -> None:
        """Raise an advisory on a device of its own, and say what it was."""
        self.alarms += 1
        subject = subject_of("device", DeviceName(f"band-{self.alarms}"))
        is_advice = rule == RULE
        evidence = Evidence("r", "score", score, 0.5, "probability", NOON)
        self.path.move(
            ConditionActive(
                tenant=TENANT,
                site=SITE,
                rule=rule,
                title="danger",
                subject=subject,
                alarm_class=AlarmClass.ADVISORY if is_advice else AlarmClass.HIGH,
                origin=Origin.MODEL if is_advice else Origin.RULES,
                direction="rising",
                first_at=NOON,
                last_at=NOON,
                evidence=evidence,
            )
        )
        at = AlarmAt(TENANT, SITE, alarm_id(rule, subject))
        by = By("kim", Channel.HTTP, "kim")
        act_on_alarm(self.path.ledger, lambda: NOON, at, Acknowledge(reason), by=by)

    def shift(self, reason: ReasonCode, *, count: int = 8, score: float = 0.55) -> float:
        """Let people answer, and learn; gives the line."""
        for _ in range(count):
            self.advised(score, reason)
        self.now = NOON + timedelta(minutes=1)
        return self.follow.learn(HERE).line.threshold


@pytest.fixture
def site() -> Site:
    made = Site()
    made.follow.begin(HERE, lowest=None, highest=None, by="emeka")
    return made


def test_false_advisories_raise_the_line_by_one_step_and_live_scoring_takes_it(site: Site) -> None:
    line = site.shift(ReasonCode.FALSE_ALARM, count=30)
    (live,) = site.workshop.live.of(TENANT, SITE, PROFILE).models

    assert line == live.threshold == 0.5 + (0.75 - 0.5) / 4
    moves = site.follow.show(HERE).moves
    assert [(move.why, move.by, move.before, move.after) for move in moves] == [
        ("begun", "emeka", 0.5, 0.5),
        ("learned", "answers", 0.5, line),
    ]
    assert moves[-1].answers == 30


def test_true_advisories_let_it_look_further_down_within_its_bounds(site: Site) -> None:
    lowest = site.follow.show(HERE).line.policy.bands[0].low
    lines = []
    for _ in range(7):
        lines.append(site.shift(ReasonCode.TRUE_ALARM))
        site.now = NOON - timedelta(hours=1)

    assert lines[0] == 0.5 - (0.5 - 0.25) / 4
    assert min(lines) >= lowest == 0.25


def test_answers_count_once_and_too_few_move_nothing(site: Site) -> None:
    assert site.shift(ReasonCode.FALSE_ALARM, count=4) == 0.5
    once = site.shift(ReasonCode.FALSE_ALARM, count=20)

    assert once > 0.5
    assert site.follow.learn(HERE).line.threshold == once
    assert len(site.follow.show(HERE).moves) == 2


@pytest.mark.parametrize("reason", [ReasonCode.DRILL, ReasonCode.TEST, ReasonCode.SENSOR_FAULT])
def test_drills_tests_and_faults_tell_nothing_of_a_model(site: Site, reason: ReasonCode) -> None:
    assert site.shift(reason, count=20) == 0.5


def test_alarms_of_rules_move_no_line_unless_the_model_had_kept_silent(site: Site) -> None:
    for _ in range(20):
        site.advised(9.0, ReasonCode.FALSE_ALARM, rule=RuleName("ch4-high"))
    assert site.shift(ReasonCode.TRUE_ALARM, count=0) == 0.5
    site.now = NOON - timedelta(hours=1)
    before = [alarm.rule for alarm in site.path.ledger.of_site(TENANT, SITE)]

    for _ in range(10):
        site.advised(9.0, ReasonCode.TRUE_ALARM, rule=RuleName("ch4-high"))
        silent = DeviceName(f"band-{site.alarms}")
        said = Prediction(
            TENANT, SITE, silent, f"r{site.alarms}", NOON - timedelta(seconds=9), MODEL, "v", 0.45, 0.5
        )
        site.workshop.log.keep([said], batch=f"b{site.alarms}")
    line = site.shift(ReasonCode.TRUE_ALARM, count=0)

    assert line < 0.5
    assert site.follow.show(HERE).moves[-1].missed == 10
    after = [alarm.rule for alarm in site.path.ledger.of_site(TENANT, SITE)]
    assert set(after) == set(before) == {"ch4-high"}


def test_a_line_goes_back_and_stays_there_while_it_is_held(site: Site) -> None:
    site.shift(ReasonCode.FALSE_ALARM, count=30)

    back = site.follow.roll_back(HERE, by="emeka", hold=True)
    site.now = NOON - timedelta(hours=1)
    held = site.shift(ReasonCode.FALSE_ALARM, count=30)

    assert back.line.threshold == held == 0.5
    assert all(not band.judged for band in back.line.policy.bands)
    assert [move.why for move in back.moves] == ["begun", "learned", "rolled_back"]


def test_a_new_champion_begins_with_its_own_threshold(site: Site) -> None:
    site.shift(ReasonCode.FALSE_ALARM, count=30)
    site.workshop.make_live(site.workshop.add_candidate(high_last_value, text="next", threshold=0.3))
    site.workshop.now += timedelta(seconds=6)

    (live,) = site.workshop.live.of(TENANT, SITE, PROFILE).models

    assert live.threshold == 0.3
    assert site.follow.everywhere() == Shift(lines=1, moved=0, failed=0)


def test_every_line_learns_in_a_round(site: Site) -> None:
    for _ in range(30):
        site.advised(0.55, ReasonCode.FALSE_ALARM)
    site.now = NOON + timedelta(minutes=1)

    assert site.follow.everywhere() == Shift(lines=1, moved=1, failed=0)
    assert site.follow.everywhere() == Shift(lines=1, moved=0, failed=0)


def test_what_is_not_live_or_forecasts_or_has_no_room_follows_nobody(site: Site) -> None:
    with pytest.raises(NotFound):
        site.follow.begin(HERE._replace(model=ModelName("other")), lowest=None, highest=None, by="emeka")
    with pytest.raises(Invalid, match="between the bounds"):
        site.follow.begin(HERE, lowest=0.6, highest=0.9, by="emeka")
    with pytest.raises(NotFound, match="follows answers"):
        Site().follow.learn(HERE)


def test_two_who_move_a_line_at_once_do_not_both(site: Site) -> None:
    seen = site.workshop.models.lines.find(TENANT, SITE, PROFILE, MODEL)
    assert seen is not None
    site.follow.roll_back(HERE, by="emeka", hold=False)

    with pytest.raises(Conflict):
        site.workshop.models.lines.move(seen.document, site.follow.show(HERE).moves[0], expected=seen.version)
