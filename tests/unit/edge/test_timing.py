"""Rules over time at the edge: timers, silence, restarts, doubts."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from builders.alarm_path import SITE, TENANT, after
from builders.gateways import GATE, HELMET, a_spool
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.gateways import Behind, Manifest
from spotter.contracts.names import ProfileName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.items import Heard, Lane
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.siren import Siren
from spotter.edge.gateway.spool import Spool
from spotter.stores.rulebook import rule_pack

FALL = f"lone-fall.{HELMET}"
WORN = Profile(
    TENANT,
    ProfileName("worn"),
    1,
    {
        name: Channel(ChannelType.NUMBER, minimum=0, hazard=hazard)
        for name, hazard in {"impact": "impact", "motion": "motion", "cancel": "cancel"}.items()
    },
)
DOUBTED = Profile(
    TENANT,
    ProfileName("doubted"),
    1,
    {"ch4": Channel(ChannelType.NUMBER, unit="%", minimum=0, hazard="ch4", stuck_after_s=60)},
)
STILL: dict[str, object] = {"impact": 0.0, "motion": 0.0, "cancel": 0.0}


class Post:
    """A gateway's intake whose clock a test moves."""

    def __init__(
        self, spool: Spool, *, pack: str = "lone-worker", profile: Profile = WORN, suspect: bool = False
    ) -> None:
        self.now = after(0)
        self.siren = Siren([], failed=pytest.fail)
        behind = tuple(
            Behind(name, profile.name, profile.version, suspect=suspect) for name in (GATE, HELMET)
        )
        manifest = Manifest(TENANT, SITE, GATE, behind, (profile,), rule_pack(pack))
        self.intake = Intake(
            spool=spool,
            siren=self.siren,
            told=Told(GATE, 60),
            manifest=manifest,
            sounds_for=(AlarmClass.LIFE_SAFETY, AlarmClass.HIGH),
            clock=lambda: self.now,
        )

    def hear(self, seconds: float, values: dict[str, object], *, at: datetime | None = None) -> None:
        """Hear the helmet after so many seconds, by default measured just then."""
        self.now = after(seconds)
        self.intake.take([Heard(HELMET, at or self.now, values)])

    def sounds(self, seconds: float) -> bool:
        """Tell whether the siren sounds after so many seconds."""
        self.now = after(seconds)
        self.intake.watch()
        return bool(self.siren.causes)


def a_fall(post: Post, *, at: datetime | None = None) -> None:
    post.hear(0, {"impact": 0.0, "motion": 1.0, "cancel": 0.0}, at=at)
    post.hear(10, STILL | {"impact": 1.0}, at=at and after((at - after(0)).total_seconds() + 10))


def test_a_fall_followed_by_silence_sounds_the_siren_after_its_timer_without_the_cloud(
    tmp_path: Path,
) -> None:
    post = Post(a_spool(tmp_path))
    a_fall(post)

    heard = [post.sounds(seconds) for seconds in (11, 39, 41)]

    assert heard == [False, False, True]
    assert post.intake.holding == [FALL]


def test_whoever_cancels_within_the_timer_is_left_in_peace(tmp_path: Path) -> None:
    post = Post(a_spool(tmp_path))
    a_fall(post)

    post.hear(25, STILL | {"cancel": 1.0})

    assert not post.sounds(300)


def test_a_timer_goes_on_through_a_restart(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    a_fall(Post(spool))
    spool.close()

    post = Post(a_spool(tmp_path))

    assert [post.sounds(seconds) for seconds in (12, 41)] == [False, True]


def test_what_ran_out_while_the_gateway_was_down_sounds_at_once(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    a_fall(Post(spool))
    spool.close()

    assert Post(a_spool(tmp_path)).sounds(55)


@pytest.mark.parametrize("wrong_by_s", [-3600, -90, 90])
def test_a_device_whose_clock_is_wrong_is_given_the_same_time(tmp_path: Path, wrong_by_s: int) -> None:
    post = Post(a_spool(tmp_path))
    a_fall(post, at=after(wrong_by_s))

    assert [post.sounds(seconds) for seconds in (12, 39, 41)] == [False, False, True]


def test_what_silence_began_is_held_once_and_ends_when_the_worker_moves_again(tmp_path: Path) -> None:
    post = Post(a_spool(tmp_path))
    a_fall(post)
    assert post.sounds(41)
    assert post.sounds(50)

    post.hear(120, {"impact": 0.0, "motion": 1.0, "cancel": 0.0})
    post.hear(121, {"impact": 0.0, "motion": 1.0, "cancel": 0.0})

    assert not post.sounds(122)
    assert post.intake.holding == []


def test_a_timer_that_runs_out_with_a_reading_makes_that_reading_urgent(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    post = Post(spool)
    a_fall(post)

    for seconds in (25, 38, 41, 45):
        post.hear(seconds, STILL)

    assert len(spool.waiting(Lane.EVENT, most=10)) == 1
    assert post.intake.holding == [FALL]


def test_the_siren_sounds_for_silence_even_when_the_disk_fails(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    post = Post(spool)
    a_fall(post)
    spool.close()

    with pytest.raises(sqlite3.Error):
        post.sounds(41)

    assert post.siren.causes == [FALL]


def test_a_stuck_sensor_can_show_danger_and_not_its_end(tmp_path: Path) -> None:
    post = Post(a_spool(tmp_path), pack="instrument-defaults", profile=DOUBTED)
    for seconds in range(0, 100, 10):
        post.hear(seconds, {"ch4": 0.2})
    post.hear(101, {"ch4": 1.7})
    assert post.siren.causes

    for seconds in range(110, 180, 10):
        post.hear(seconds, {"ch4": 1.7})
    stuck = bool(post.siren.causes)
    post.hear(181, {"ch4": 0.2})

    assert stuck
    assert not post.siren.causes


def test_a_device_that_an_operator_suspects_ends_no_danger(tmp_path: Path) -> None:
    post = Post(a_spool(tmp_path), pack="instrument-defaults", profile=DOUBTED, suspect=True)

    post.hear(0, {"ch4": 1.7})
    post.hear(10, {"ch4": 0.1})

    assert post.siren.causes


def test_devices_that_number_nothing_are_numbered_before_they_are_judged(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    post = Post(spool)
    for seconds in range(3):
        post.hear(seconds, STILL)
    spool.close()

    again = Post(a_spool(tmp_path))
    again.hear(4, STILL)

    rows = a_spool(tmp_path).waiting(Lane.BULK, most=10)
    assert [b'"seq":%d' % number in row.body for number, row in enumerate(rows)] == [True] * 4
