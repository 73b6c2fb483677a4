"""Rotas, contacts and readiness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.alarm_path import SITE, TENANT
from builders.paging import EVERY_DAY, a_contact, a_readiness, a_rota, paging_stores
from spotter.adapters.memory.carrier import MemoryCarrier
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import PersonName, ZoneName
from spotter.contracts.people import Medium, Override, Rota, Shift, SiteMode, Weekday
from spotter.contracts.readiness import Topic
from spotter.contracts.sites import Site
from spotter.domain.people import callee_of, checked_contact
from spotter.domain.rota import checked_rota, gaps, in_words, on_call
from spotter.errors import Invalid
from spotter.services.keep_people import put_contact, put_rota
from spotter.stores.registry import Registry

KIM, LEE = PersonName("kim"), PersonName("lee")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
DAY = Shift("day", EVERY_DAY, "06:00", "18:00", ((KIM,),))
NIGHT = Shift("night", EVERY_DAY, "18:00", "06:00", ((LEE,),))
NO_SUNDAY_NIGHT = Shift("most", tuple(Weekday)[:6], "00:00", "00:00", ((KIM,),))


def a_shifted_rota(*shifts: Shift, timezone: str = "UTC", overrides: tuple[Override, ...] = ()) -> Rota:
    return Rota(TENANT, SITE, timezone, shifts, overrides)


def test_shifts_are_on_the_clocks_of_the_site_and_pass_midnight() -> None:
    rota = a_shifted_rota(DAY, NIGHT, timezone="Asia/Seoul")

    assert on_call(rota, MONDAY) == ((KIM,),)  # 09:00 in Seoul
    assert on_call(rota, MONDAY + timedelta(hours=10)) == ((LEE,),)  # 19:00
    assert on_call(rota, MONDAY + timedelta(hours=20, minutes=59)) == ((LEE,),)  # 05:59
    assert on_call(rota, MONDAY + timedelta(hours=21)) == ((KIM,),)  # 06:00


def test_an_override_goes_before_a_shift_and_a_zone_before_the_site() -> None:
    override = Override(MONDAY, MONDAY + timedelta(hours=1), ((LEE,),))
    shaft = Shift("shaft", EVERY_DAY, "00:00", "00:00", ((LEE,),), ZoneName("shaft"))
    rota = a_shifted_rota(NO_SUNDAY_NIGHT, shaft, overrides=(override,))

    assert on_call(rota, MONDAY) == ((LEE,),)
    assert on_call(rota, MONDAY + timedelta(hours=1)) == ((KIM,),)
    assert on_call(rota, MONDAY + timedelta(hours=1), ZoneName("shaft")) == ((LEE,),)
    assert on_call(rota, MONDAY + timedelta(hours=1), ZoneName("yard")) == ((KIM,),)


def test_hours_in_which_nobody_is_on_call_are_said_in_words() -> None:
    morning = Shift("early", (Weekday.SUNDAY,), "00:00", "02:00", ((KIM,),))
    rest = Shift("late", (Weekday.SUNDAY,), "06:00", "00:00", ((KIM,),))
    rota = a_shifted_rota(NO_SUNDAY_NIGHT, morning, rest)

    assert [in_words(gap, rota) for gap in gaps(rota, MONDAY)] == ["nobody is on call Sunday 02:00-06:00"]


@pytest.mark.parametrize("timezone", ["UTC", "Asia/Seoul", "Europe/Berlin", "America/St_Johns"])
@settings(max_examples=25)
@given(hours=st.integers(0, 24 * 400))
def test_a_gap_is_exactly_where_nobody_is_on_call(timezone: str, hours: int) -> None:
    rota = a_shifted_rota(DAY, Shift("late", EVERY_DAY, "20:00", "02:30", ((LEE,),)), timezone=timezone)
    since = MONDAY + timedelta(hours=hours)
    found = gaps(rota, since)

    for quarter in range(0, 7 * 24 * 4, 29):
        at = since + timedelta(minutes=15 * quarter)
        assert (on_call(rota, at) == ()) == any(start <= at < end for start, end in found)


def test_two_shifts_at_once_are_joined_tier_by_tier() -> None:
    rota = a_shifted_rota(DAY, msgspec.structs.replace(DAY, tiers=((LEE,), (KIM,))))

    assert on_call(rota, MONDAY + timedelta(hours=7)) == ((KIM, LEE), (KIM,))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"after_s": (0, 30, 30)}, "after_s"),
        ({"after_s": (5, 30)}, "after_s"),
        ({"shifts": (msgspec.structs.replace(DAY, days=()),)}, "shifts.0.days"),
        ({"shifts": (msgspec.structs.replace(DAY, start="25:00"),)}, "shifts.0.start"),
        ({"shifts": (msgspec.structs.replace(DAY, tiers=()),)}, "shifts.0.tiers"),
        ({"shifts": (msgspec.structs.replace(DAY, tiers=((PersonName("nobody"),),)),)}, "shifts.0.tiers"),
        ({"overrides": (Override(MONDAY, MONDAY, ((KIM,),)),)}, "overrides.0.end"),
    ],
)
def test_a_rota_that_cannot_be_kept_is_refused_with_its_field(changes: dict[str, object], field: str) -> None:
    rota = msgspec.structs.replace(a_shifted_rota(DAY), **changes)

    with pytest.raises(Invalid) as refused:
        checked_rota(rota, {KIM, LEE})

    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    "phone", ["010-1234-5678", "+82 10 1234", "821012345678", "+0123456789", "", "+1" * 20]
)
def test_a_phone_that_is_not_e164_is_refused_with_its_field(phone: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_contact(a_contact("kim", phone))

    assert refused.value.facts["field"] == "phone"


def test_the_last_way_to_somebody_cannot_be_removed() -> None:
    with pytest.raises(Invalid, match="last way"):
        checked_contact(a_contact("kim", "+821012345678", preferences={AlarmClass.HIGH: ()}))
    with pytest.raises(Invalid, match="no address"):
        checked_contact(a_contact("kim", "+821012345678", preferences={AlarmClass.HIGH: (Medium.EMAIL,)}))


@given(
    st.dictionaries(st.sampled_from(AlarmClass), st.lists(st.sampled_from(Medium), unique=True).map(tuple))
)
def test_whatever_is_preferred_nobody_is_without_a_way_and_life_safety_keeps_the_sms(
    preferences: dict[AlarmClass, tuple[Medium, ...]],
) -> None:
    kim = a_contact("kim", "+821012345678", email="kim@example.com", preferences=preferences)
    mail_only = a_contact("lee", None, email="lee@example.com", preferences=preferences)

    for alarm_class in AlarmClass:
        assert callee_of(kim, alarm_class).together
        assert callee_of(mail_only, alarm_class).together == (Medium.EMAIL,)
    assert Medium.SMS in callee_of(kim, AlarmClass.LIFE_SAFETY).together


class Office:
    """A registry with a site, and people with two ways each, tested yesterday."""

    def __init__(self) -> None:
        self.registry, self.people = Registry(MemoryRecords()), paging_stores().people
        self.registry.put_site(Site(TENANT, SITE, "The pit"), expected=None)
        tested = dict.fromkeys((Medium.SMS, Medium.EMAIL), MONDAY - timedelta(days=1))
        for name, phone in (("kim", "+821000000011"), ("lee", "+821000000012")):
            contact = a_contact(name, phone, email=f"{name}@example.com", tested=tested)
            self.people.put_contact(contact, expected=None)

    def rota(self, rota: Rota) -> tuple[str, ...]:
        return put_rota(self.people, self.registry, rota, now=MONDAY).gaps

    def failing(self, carrier: MemoryCarrier | None = None) -> set[Topic]:
        readiness = a_readiness(self.registry, self.people, carrier)(TENANT, SITE, now=MONDAY)
        assert all(check.passed or (check.found and check.remedy) for check in readiness.checks)
        return {check.topic for check in readiness.checks if not check.passed}


def test_a_site_is_ready_when_every_check_passes_and_then_gaps_are_refused() -> None:
    office = Office()
    assert office.rota(a_shifted_rota(NO_SUNDAY_NIGHT)) == ("nobody is on call Sunday 00:00-Monday 00:00",)
    readiness = a_readiness(office.registry, office.people)
    with pytest.raises(Invalid, match="nobody is on call Sunday"):
        readiness.set_mode(TENANT, SITE, SiteMode.PRODUCTION, by="olga", now=MONDAY)

    office.rota(a_rota(["kim"], ["lee"]))
    assert office.failing() == set()
    readiness.set_mode(TENANT, SITE, SiteMode.PRODUCTION, by="olga", now=MONDAY)

    with pytest.raises(Invalid, match="nobody is on call Sunday"):
        office.rota(a_shifted_rota(NO_SUNDAY_NIGHT))


@pytest.mark.parametrize(
    ("carrier", "topic"),
    [
        (MemoryCarrier(sandboxed=True, limit_usd=1e6), Topic.SANDBOX),
        (MemoryCarrier(limit_usd=1.0), Topic.SPEND),
        (MemoryCarrier(limit_usd=1e6, opted_out={"+821000000012"}), Topic.OPT_OUTS),
    ],
)
def test_what_stands_between_the_account_and_a_phone_keeps_a_site_from_production(
    carrier: MemoryCarrier, topic: Topic
) -> None:
    office = Office()
    office.rota(a_rota(["kim"], ["lee"]))

    assert office.failing(carrier) == {topic}


def test_a_way_that_changed_has_to_be_tested_anew() -> None:
    office = Office()
    office.rota(a_rota(["kim"], ["lee"]))

    put_contact(office.people, a_contact("kim", "+821000000099", email="kim@example.com"))

    assert office.failing() == {Topic.TESTS}
