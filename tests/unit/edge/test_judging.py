from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from builders.gateways import GATE, HELMET, a_manifest, a_spool, heard
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.gateways import Manifest
from spotter.contracts.names import RuleName, subject_of
from spotter.contracts.rules import CombinedRule, RulePack
from spotter.contracts.terms import Beyond
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.items import Lane, Numbered
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.remembered import Cause
from spotter.edge.gateway.siren import CommandOutput, FileOutput, Output, Siren
from spotter.edge.gateway.spool import Spool

NOON = heard().at


class Bulb:
    """A siren to look at."""

    def __init__(self) -> None:
        self.seen: list[bool] = []

    def set(self, *, on: bool, causes: list[Cause]) -> None:
        assert on == bool(causes)
        self.seen.append(on)


def an_intake(spool: Spool, bulb: Bulb, manifest: Manifest | None = None) -> Intake:
    return Intake(
        spool=spool,
        siren=Siren([bulb], failed=lambda _: None),
        told=Told(GATE, 60),
        manifest=manifest or a_manifest(),
        sounds_for=(AlarmClass.LIFE_SAFETY, AlarmClass.HIGH),
        clock=lambda: NOON,
    )


def lanes(spool: Spool) -> dict[int, Lane]:
    return {
        msgspec.json.decode(row.body, type=Numbered).seq: lane
        for lane in Lane
        for row in spool.waiting(lane, most=100)
    }


def test_the_siren_sounds_for_the_same_limits_as_the_cloud_pages_for(tmp_path: Path) -> None:
    spool, bulb = a_spool(tmp_path), Bulb()
    intake = an_intake(spool, bulb)

    intake.take([heard({"ch4": 0.2}), heard({"ch4": 1.6}), heard({"ch4": 0.2})])

    assert bulb.seen == [True, False]
    assert intake.holding == []


def test_what_begins_worsens_or_ends_danger_waits_for_no_batch(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)

    an_intake(spool, Bulb()).take([heard({"ch4": value}) for value in (0.2, 1.6, 1.6, 1.5, 1.7, 0.2, 0.2)])

    events = [seq for seq, lane in sorted(lanes(spool).items()) if lane is Lane.EVENT]
    assert events == [1, 4, 5]


def test_a_faulty_reading_can_show_danger_and_never_its_end(tmp_path: Path) -> None:
    spool, bulb = a_spool(tmp_path), Bulb()
    intake = an_intake(spool, bulb)

    intake.take([heard({"ch4": 1.6, "helium": 1}), heard({"ch4": 0.1, "helium": 1})])

    assert bulb.seen == [True]


def test_a_restart_does_not_silence_the_siren(tmp_path: Path) -> None:
    spool, bulb = a_spool(tmp_path), Bulb()
    an_intake(spool, Bulb()).take([heard({"ch4": 1.6})])

    intake = an_intake(spool, bulb)

    assert bulb.seen == [True]
    assert intake.holding


def test_the_siren_sounds_even_when_the_disk_fails_and_the_reading_stays_urgent(tmp_path: Path) -> None:
    spool, bulb = a_spool(tmp_path), Bulb()
    intake = an_intake(spool, bulb)
    spool.close()

    with pytest.raises(sqlite3.Error):
        intake.take([heard({"ch4": 1.6})])

    assert bulb.seen == [True]
    assert intake.holding == []


def test_readings_of_a_device_that_nobody_announced_are_kept_and_not_judged(tmp_path: Path) -> None:
    spool, bulb = a_spool(tmp_path), Bulb()

    an_intake(spool, bulb).take([heard({"ch4": 99.0}, device="stranger")])

    assert bulb.seen == []
    assert spool.depth().bulk == 1


def test_a_siren_is_a_file_or_a_command(tmp_path: Path) -> None:
    line, told = tmp_path / "value", tmp_path / "told"
    outputs: list[Output] = [
        FileOutput(line),
        CommandOutput(["sh", "-c", f'echo "$0 $SPOTTER_CAUSES" > {told}']),
    ]
    siren = Siren(outputs, failed=pytest.fail)

    siren.sound(["ch4-high.helmet-7"])

    assert line.read_text() == "1"
    assert told.read_text() == "on ch4-high.helmet-7\n"


def test_a_siren_that_does_not_switch_is_told_and_the_others_sound(tmp_path: Path) -> None:
    failed: list[str] = []
    line = tmp_path / "value"

    Siren([FileOutput(tmp_path / "no" / "such"), FileOutput(line)], failed.append).sound([f"x.{HELMET}"])

    assert len(failed) == 1
    assert line.read_text() == "1"


def test_sensors_of_one_zone_are_laid_together_without_the_cloud(tmp_path: Path) -> None:
    voted = CombinedRule(
        name=RuleName("gas-voted"),
        title="Two heads of the shaft show methane",
        alarm_class=AlarmClass.LIFE_SAFETY,
        source="this test",
        scope="zone",
        when=Beyond("ch4", "%", "rising", 0.5, count=2),
    )
    known = a_manifest(GATE, HELMET, "head-2", "head-3")
    shaft = (subject_of("zone", "shaft-2"),)
    behind = [msgspec.structs.replace(each, zones=shaft) for each in known.devices[:3]]
    manifest = msgspec.structs.replace(
        known, devices=(*behind, known.devices[3]), rules=RulePack("own", "1", (voted,))
    )
    bulb = Bulb()
    intake = an_intake(a_spool(tmp_path), bulb, manifest)

    intake.take([heard({"ch4": 0.6}), heard({"ch4": 0.6}, device="head-3")])
    assert intake.holding == []

    intake.take([heard({"ch4": 0.6}, device="head-2")])
    assert intake.holding == ["gas-voted.zone~shaft-2"]
    assert bulb.seen[-1]
