"""functions/monitor: the daily anchors of every site, and what they show afterwards."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from chalice.test import Client

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, an_alarm_path, danger
from envelopes.http import load_function
from spotter.contracts.sites import Site
from spotter.domain.alarms.incident import Incident, findings
from spotter.services.anchor_sites import AnchorSites

ALARM = "ch4-high.longwall-1"


@pytest.fixture
def path() -> AlarmPath:
    path = an_alarm_path()
    path.registry.put_site(Site(TENANT, type(SITE)("quarry"), "The quarry"), expected=None)
    path.move(danger(0))
    return path


def anchored(path: AlarmPath, capsys: pytest.CaptureFixture[str]) -> tuple[Any, dict[str, Any]]:
    module = load_function("monitor")
    daily = AnchorSites(ledger=path.ledger, registry=path.registry, clock=lambda: NOON)
    vars(module)["compose_anchors"] = lambda: daily
    capsys.readouterr()
    with Client(module.app) as client:
        answer = client.lambda_.invoke("anchors", {}).payload
    return answer, msgspec.json.decode(capsys.readouterr().out)


def incident(path: AlarmPath, *, lines_left: int) -> Incident:
    lines = list(path.ledger.transitions(TENANT, SITE, ALARM))[:lines_left]
    alarms = {ALARM: path.ledger.get(TENANT, SITE, ALARM)} if lines else {}
    anchors = list(path.ledger.anchors(TENANT, SITE))
    return Incident(alarms, {ALARM: lines} if lines else {}, anchors, whole=True)


def test_every_site_is_anchored_once_a_day_and_the_digest_is_logged(
    path: AlarmPath, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, line = anchored(path, capsys)
    again, _ = anchored(path, capsys)

    (anchor,) = path.ledger.anchors(TENANT, SITE)
    assert answer == {"sites": 2, "anchors": 1, "sites_failed": 0}
    assert line["digests"] == {f"{TENANT}/{SITE}": anchor.digest}
    assert again["anchors"] == 0


def test_an_alarm_that_vanishes_whole_after_an_anchor_is_missed(
    path: AlarmPath, capsys: pytest.CaptureFixture[str]
) -> None:
    anchored(path, capsys)

    assert findings(incident(path, lines_left=99)) == ()
    assert findings(incident(path, lines_left=0)) == (
        f"{ALARM}: anchor 1 names line 2, which is gone or changed",
    )
