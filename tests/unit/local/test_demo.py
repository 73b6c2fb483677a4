from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from infra.local.books import Audited
from infra.local.bump import BUMPED, bump_test
from infra.local.mischief import bad_messages, half_good_batch
from infra.local.summary import CandidateMetrics, Percentiles, Seconds, Summary, percentiles
from spotter.domain.rules.limits import is_active
from spotter.simulation.site import site as simulated
from spotter.stores.rulebook import rule_pack

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
GOOD = Summary(
    source="made up",
    devices=2,
    published=10,
    accepted=9,
    quarantined=1,
    account=Audited(12, 9, 1, 2, 2, 2, ()),
    lost=0,
    rule_alarms=1,
    sms=2,
    publish_to_sms_ms=Percentiles(100.0, 200.0),
    dataset_rows=500,
    trials=7,
    candidate=CandidateMetrics({"auc": 0.9}),
    verdict="promote",
    champion="abc",
    scored=5,
    advisory_alarms=0,
    seconds=Seconds(1.0, 2.0, 3.0),
)


def test_a_demonstration_that_shows_everything_has_no_shortcomings() -> None:
    assert GOOD.shortcomings() == []


def test_a_lost_reading_is_a_shortcoming() -> None:
    assert msgspec.structs.replace(GOOD, lost=3).shortcomings() == ["3 readings were lost"]


def test_a_demonstration_without_a_champion_falls_short() -> None:
    assert msgspec.structs.replace(GOOD, champion=None).shortcomings() == ["no model went live"]


def test_the_numbers_are_written_under_their_stable_names(tmp_path: Path) -> None:
    GOOD.write(tmp_path / "build" / "demo.json")

    written = json.loads((tmp_path / "build" / "demo.json").read_text())

    assert written["publish_to_sms_ms"] == {"p50": 100.0, "p99": 200.0}
    assert written["candidate"] == {"metrics": {"auc": 0.9}}
    assert list(written["seconds"]) == ["setup", "deploy", "run"]


def test_times_that_nobody_took_are_no_number() -> None:
    assert math.isnan(percentiles([]).p50)


def test_every_bad_message_is_one_refused_reading() -> None:
    messages = bad_messages("ch4", NOW)

    readable = [json.loads(message) for message in messages if message.endswith(b"}")]
    assert (len(messages), len(readable)) == (7, 6)
    assert len({message["seq"] for message in readable}) == len(readable)


def test_a_half_good_batch_has_a_good_reading_first() -> None:
    first, second = json.loads(half_good_batch({"ch4": 0.2}, "ch4", NOW))["readings"]

    assert (first["values"], second["values"]) == ({"ch4": 0.2}, {"ch4": -1.0})


def test_a_bump_test_raises_exactly_one_alarm_and_ends_it() -> None:
    test = bump_test(simulated(seed=1, people=1, detectors=1, minutes=2))
    gas, air = test.samples

    rules = [rule for rule in rule_pack().thresholds if rule.hazard == "ch4"]
    raised = [[rule.name for rule in rules if is_active(rule, float(s.values["ch4"]))] for s in (gas, air)]
    assert raised == [["ch4-high"], []]
    assert test.devices.keys() == {BUMPED}
