"""functions/console: how alarms perform, over HTTP and as the command shows it."""

from __future__ import annotations

import pytest

from builders.operators import a_supervisor
from builders.web import ConsolePlatform, a_console_platform
from handlers.test_console_alarms import ACME, PIT, raise_alarm
from spotter.cli.alarm_metrics import rows_of
from spotter.cli.metrics_page import page_of
from spotter.contracts.sites import Site

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
