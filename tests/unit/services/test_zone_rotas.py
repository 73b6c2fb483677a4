"""Who is called to somebody in a zone: the people of the zone, where it has any."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, an_alarm_path, danger
from builders.paging import EVERY_DAY, a_contact, a_rota
from spotter.contracts.names import PersonName, SiteName, Subject, ZoneName
from spotter.contracts.people import Shift
from spotter.contracts.whereabouts import Whereabouts

KIM, LEE = "+821000000011", "+821000000012"
SUBJECT = Subject("longwall-1")
SHAFT = Shift("shaft", EVERY_DAY, "00:00", "00:00", ((PersonName("lee"),),), ZoneName("shaft"))


@pytest.fixture
def path() -> AlarmPath:
    """A site where Kim is on call, and Lee for the shaft."""
    path = an_alarm_path()
    people = path.paging.people
    people.put_contact(a_contact("kim", KIM), expected=None)
    people.put_contact(a_contact("lee", LEE), expected=None)
    rota = a_rota(["kim"])
    people.put_rota(type(rota)(TENANT, SITE, "UTC", (*rota.shifts, SHAFT)), expected=None)
    return path


@pytest.mark.parametrize(
    ("zones", "seconds_ago", "site", "called"),
    [
        (("shaft",), 60, SITE, LEE),
        (("yard", "shaft"), 60, SITE, LEE),
        (("yard",), 60, SITE, KIM),
        ((), 60, SITE, KIM),
        (("shaft",), 7201, SITE, KIM),
        (("shaft",), 60, SiteName("elsewhere"), KIM),
    ],
)
def test_the_people_of_the_zone_are_called_to_a_device_that_was_seen_there_lately(
    path: AlarmPath, zones: tuple[str, ...], seconds_ago: int, site: SiteName, called: str
) -> None:
    names = tuple(map(ZoneName, zones))
    path.paging.last.note(TENANT, SUBJECT, Whereabouts(site, names, NOON - timedelta(seconds=seconds_ago)))

    path.move(danger(0))

    assert [page.address for page in path.pager.outbox] == [called]


def test_where_nobody_was_seen_the_people_of_the_site_are_called(path: AlarmPath) -> None:
    path.move(danger(0))

    assert [page.address for page in path.pager.outbox] == [KIM]
