import pytest

from builders.alarm_path import NOON, PHONES, SITE, TENANT, all_clear, an_alarm_path, danger
from builders.alarms import CLEARED, IT_WAS_TRUE, KIM
from spotter.contracts.alarms import AlarmClass, AlarmState
from spotter.errors import Invalid, NotFound, Unavailable
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.decide_alarm import AlarmAt

ALARM = "ch4-high.longwall-1"
HERE = AlarmAt(TENANT, SITE, ALARM)


def test_each_supervisor_is_paged_once_for_an_occurrence() -> None:
    path = an_alarm_path()

    for signal in (danger(0), danger(0), danger(1)):
        path.move(signal)

    assert [page.address for page in path.pager.outbox] == list(PHONES)
    assert path.ledger.get(TENANT, SITE, ALARM).paged == PHONES


def test_one_dead_phone_does_not_keep_the_other_from_being_paged() -> None:
    path = an_alarm_path()

    with pytest.raises(Unavailable, match="1 of 2 people"):
        path.with_unreachable(PHONES[0])(danger(0))
    assert [page.address for page in path.pager.outbox] == [PHONES[1]]
    path.move(danger(0))

    assert [page.address for page in path.pager.outbox] == [PHONES[1], PHONES[0]]


def test_a_crash_between_writing_and_paging_pages_on_the_next_delivery() -> None:
    path = an_alarm_path()
    with pytest.raises(Unavailable):
        path.with_unreachable(*PHONES)(danger(0))

    path.move(danger(0))

    assert len(path.pager.outbox) == 2
    assert path.ledger.get(TENANT, SITE, ALARM).occurrence == 1


def test_an_advisory_pages_nobody() -> None:
    path = an_alarm_path()

    path.move(danger(0, alarm_class=AlarmClass.ADVISORY))

    assert path.pager.outbox == []
    assert path.ledger.get(TENANT, SITE, ALARM).state is AlarmState.ACTIVE


def test_the_ledger_tells_the_whole_story_in_order() -> None:
    path = an_alarm_path()
    path.move(danger(0))
    act_on_alarm(path.ledger, lambda: NOON, HERE, IT_WAS_TRUE, by=KIM)
    path.move(all_clear(5))

    lines = list(path.ledger.transitions(TENANT, SITE, ALARM))

    assert [line.action for line in lines] == [
        "raised",
        "paged 2 of the site's supervisors",
        "acknowledged",
        "returned to normal",
    ]
    assert [line.version for line in lines] == [1, 2, 3, 4]


def test_the_end_of_an_alarm_that_never_was_is_no_news() -> None:
    path = an_alarm_path()

    path.move(all_clear(5))

    assert path.ledger.find(TENANT, SITE, ALARM) is None


def test_what_does_not_exist_or_is_over_cannot_be_acknowledged() -> None:
    path = an_alarm_path()

    with pytest.raises(NotFound):
        act_on_alarm(path.ledger, lambda: NOON, AlarmAt(TENANT, SITE, "x.y"), CLEARED, by=KIM)

    path.move(danger(0, alarm_class=AlarmClass.ADVISORY))
    act_on_alarm(path.ledger, lambda: NOON, HERE, CLEARED, by=KIM)
    with pytest.raises(Invalid, match="cleared already"):
        act_on_alarm(path.ledger, lambda: NOON, HERE, IT_WAS_TRUE, by=KIM)
