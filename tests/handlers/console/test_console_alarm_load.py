"""functions/console: how alarms perform, over HTTP and as the command shows it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.console_alarms import ACME, PIT, raise_alarm
from builders.operators import a_supervisor, an_engineer
from builders.web import NOW, ConsolePlatform, a_console_platform
from spotter.cli.alarm_metrics import rows_of
from spotter.cli.metrics_page import page_of
from spotter.contracts.governor import Group
from spotter.contracts.names import SiteName
from spotter.contracts.pages import Callee
from spotter.contracts.people import Language, Medium
from spotter.contracts.sites import Site
from spotter.domain.governor import group_name, item_of, slot_named, slot_of
from spotter.stores.groups import governor_norms

GROUPS = "/v1/sites/north-pit/alarm-groups"
METRICS = "/v1/sites/north-pit/alarm-metrics"
A_DAY = {"since": "2026-11-23T10:00:00Z", "until": "2026-11-24T10:00:00Z"}


@pytest.fixture
def platform() -> ConsolePlatform:
    platform = a_console_platform()
    platform.registry.put_site(Site(ACME, PIT, "North pit"), expected=None)
    for number in range(11):
        raise_alarm(platform, f"rule-{number}")
    return platform


def test_a_flood_is_measured_and_said_in_words(platform: ConsolePlatform) -> None:
    answer = platform.client(a_supervisor()).get(METRICS, params=A_DAY).json()

    assert answer["load"]["raised"] == 11
    assert (answer["load"]["floods"], answer["load"]["most_in_10_min"]) == (1, 11)
    assert any(each.startswith("1 floods") for each in answer["findings"])
    assert len(answer["bad_actors"]) == 10


def test_what_the_table_and_the_page_show_comes_from_the_answer(platform: ConsolePlatform) -> None:
    answer = platform.client(a_supervisor()).get(METRICS, params=A_DAY | {"positions": 11}).json()

    rows = dict(rows_of(answer))
    page = page_of(answer | {"site": "<b>pit</b>"}, rows_of(answer))

    assert rows["per position"].startswith("1 a day")
    assert rows["time to notify"] == "never, 11 not yet"
    assert "&lt;b&gt;pit&lt;/b&gt;" in page
    assert "rule-0.helmet-7" in page


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"since": A_DAY["until"], "until": A_DAY["since"]}, "until"),
        ({"since": "2020-01-01T00:00:00Z", "until": A_DAY["until"]}, "until"),
        ({"since": "yesterday", "until": A_DAY["until"]}, "query.since"),
        (A_DAY | {"positions": 0}, "query.positions"),
    ],
)
def test_a_span_that_cannot_be_measured_is_refused_by_name(
    platform: ConsolePlatform, asked: dict[str, str], field: str
) -> None:
    answer = platform.client(a_supervisor()).get(METRICS, params=asked)

    assert answer.status_code in {400, 422}
    assert field in answer.text


def test_another_tenants_site_is_not_found(platform: ConsolePlatform) -> None:
    stranger = platform.client(a_supervisor(tenant="other"))

    assert stranger.get(METRICS, params=A_DAY).status_code == 404


def test_every_alarm_of_a_group_is_listed_once_with_whom_it_is_for(
    platform: ConsolePlatform,
) -> None:
    grouped(platform, "+821011112222", range(7))
    grouped(platform, "+821033334444", range(5, 11))

    answer = platform.client(a_supervisor()).get(f"{GROUPS}/20261124-0900").json()

    assert len(answer["alarms"]) == 11
    by_alarm = {each["alarm"]: each["people"] for each in answer["alarms"]}
    assert by_alarm["rule-6.helmet-7"] == ["+821011112222", "+821033334444"]
    assert by_alarm["rule-9.helmet-7"] == ["+821033334444"]


def test_a_group_is_not_shown_to_another_site_tenant_or_role(platform: ConsolePlatform) -> None:
    grouped(platform, "+821011112222", range(3))
    platform.registry.put_site(Site(ACME, SiteName("south-pit"), "South pit"), expected=None)
    supervisor = platform.client(a_supervisor())

    assert supervisor.get("/v1/sites/south-pit/alarm-groups/20261124-0900").status_code == 404
    assert platform.client(a_supervisor(tenant="other")).get(f"{GROUPS}/20261124-0900").status_code == 404
    assert platform.client(an_engineer()).get(f"{GROUPS}/20261124-0900").status_code == 403


@pytest.mark.parametrize("name", ["20261124-0901", "20261324-0900", "yesterday"])
def test_a_name_that_no_group_has_is_refused(platform: ConsolePlatform, name: str) -> None:
    answer = platform.client(a_supervisor()).get(f"{GROUPS}/{name}")

    assert answer.status_code in {400, 422}
    assert "group" in answer.text


@given(st.integers(0, 20_000_000))
def test_a_notice_names_a_group_that_can_be_asked_for(number: int) -> None:
    slot = number * governor_norms().group_s

    assert slot_named(group_name(slot), governor_norms()) == slot


def grouped(platform: ConsolePlatform, phone: str, numbers: Iterable[int]) -> None:
    """Group alarms of the platform for somebody, in the slot that begins now."""
    callee = Callee(phone, phone, Language.ENGLISH, ((Medium.SMS, phone),), (Medium.SMS,))
    group = Group(ACME, slot_of(NOW, governor_norms()), callee, PIT)
    for number in numbers:
        alarm = platform.ledger.get(ACME, PIT, f"rule-{number}.helmet-7")
        platform.groups.add(group, item_of(alarm, NOW))
    platform.groups.put(group, expected=None)
