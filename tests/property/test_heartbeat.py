"""Whichever stage of the way of alarms breaks, a human hears of it by another way within two beats."""

from __future__ import annotations

import os
import random
from datetime import timedelta

import pytest

from builders.alarm_path import NOON, PHONES, SITE, TENANT
from builders.heartbeat import FAULTS, NORMS, RECEIPT, Heart
from spotter.domain.heartbeat import Stage

INJECTIONS = int(os.environ.get("SPOTTER_INJECTIONS", "16"))
TWICE = timedelta(seconds=2 * NORMS.every_s)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_stage_reaches_a_human_by_another_way_within_two_beats(fault: str) -> None:
    stage = FAULTS[fault]
    for seed in range(INJECTIONS // len(FAULTS)):
        chance = random.Random(f"{stage} {seed}")  # noqa: S311 - a seed and no secret
        breaks_at = NOON + timedelta(seconds=chance.uniform(0, 1500))
        heart = Heart(stage, breaks_at)

        heart.run(1500 + 2 * NORMS.every_s + 60, phase_s=chance.uniform(10, 59))

        assert heart.rang_at, f"nobody was called: {fault}, seed {seed}"
        assert breaks_at < heart.rang_at[0] <= breaks_at + TWICE
        assert len(heart.bell.rung) == 1
        subject, text = heart.bell.rung[0]
        assert subject == "Path of alarms degraded"
        assert "Path degraded: alarms of pit" in text


def test_each_of_the_eight_stages_has_a_fault_and_the_two_that_hide_best_are_named_to_who_is_called() -> None:
    told = {}
    for fault in ("the device's certificate expired", "the SMS spend cap is reached"):
        heart = Heart(FAULTS[fault], NOON + timedelta(seconds=200))
        heart.run(900, phase_s=30)
        told[fault] = heart.bell.rung[0][1]

    assert set(FAULTS.values()) == set(Stage)
    assert "its certificate has expired" in told["the device's certificate expired"]
    assert "spend cap of SMS" in told["the SMS spend cap is reached"]


def test_while_the_way_works_nobody_is_called_and_only_the_receipt_is_paged() -> None:
    heart = Heart()

    heart.run(3600, phase_s=30)

    assert heart.bell.rung == []
    assert {message.address for message in heart.sms.outbox} == {RECEIPT}
    assert not {message.address for message in heart.sms.outbox} & set(PHONES)
    (alarm,) = heart.ledger.of_site(TENANT, SITE)
    assert alarm.occurrence == 13
    assert alarm.title == "Drill: heartbeat"


def test_the_call_names_the_first_stage_that_shows_no_sign() -> None:
    named = {}
    for stage in Stage:
        heart = Heart(stage, NOON + timedelta(seconds=200))
        heart.run(900, phase_s=30)
        named[stage] = heart.bell.rung[0][1].split(" on. ")[0].rsplit(" ", 1)[-1]

    lost_before_it_is_kept = (Stage.CERTIFICATE, Stage.TOPIC_RULE, Stage.READINGS_QUEUE, Stage.INGEST)
    assert {named[stage] for stage in lost_before_it_is_kept} == {Stage.CERTIFICATE}
    assert named[Stage.ALARMS_QUEUE] == Stage.ALARMS_QUEUE
    assert named[Stage.RECEIPT] == Stage.RECEIPT


def test_when_the_way_works_again_those_who_were_called_hear_of_it() -> None:
    heart = Heart(Stage.CERTIFICATE, NOON + timedelta(seconds=200))
    heart.run(900, phase_s=30)
    heart._breaks = None  # noqa: SLF001 - somebody has renewed the certificate
    heart.beat(0)
    heart.now += timedelta(seconds=60)
    heart.beat(1)

    heart.check()

    assert heart.bell.rung[-1][0] == "Path of alarms restored"


def test_a_way_that_stays_broken_is_called_about_again() -> None:
    heart = Heart(Stage.TOPIC_RULE, NOON)

    heart.run(3 * NORMS.remind_s, phase_s=30)

    assert len(heart.bell.rung) == 3
