"""A rule that waits for something is about those who could say it: by what they carry, heard or not."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from builders.alarm_path import GAS, PROFILE, SITE, TENANT, after
from builders.rules import HEAD, a_stream
from spotter.contracts.alarms import ConditionActive, Signal
from spotter.contracts.names import RuleName, Subject, subject_of
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Carried, CombinedRule
from spotter.contracts.terms import AnyOf, Beyond, Held, Not
from spotter.domain.rules.episodes import episodes
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.tables import Profiles
from spotter.domain.rules.timed import About, TimedJudge
from spotter.stores.rulebook import in_packs

HOUR = 61
CHECKED, DRIVING = (
    Beyond("check_in", "", "rising", 1.0),
    Beyond("speed", "km/h", "rising", 30.0),
)
MISSED = CombinedRule(
    name=RuleName("missed"),
    scope="device",
    when=Held(Not(AnyOf((CHECKED, DRIVING))), 3600.0),
    about=(Carried("check_in", ""),),
    **HEAD,
)
ABOUT = About(TENANT, SITE, subject_of("device", "d"))


def carrying(*versions: str) -> Profiles:
    """The versions of one profile, each as the hazards that its channels carry."""
    units = {"speed": "km/h"}
    return {
        (TENANT, PROFILE, number): msgspec.structs.replace(
            GAS,
            version=number,
            channels={
                name: Channel(ChannelType.NUMBER, units.get(name), hazard=name) for name in hazards.split()
            },
        )
        for number, hazards in enumerate(versions, 1)
    }


def live(profiles: Profiles, readings: Sequence[Reading]) -> list[Signal]:
    """What is said while readings come one by one."""
    judge, memory, said = TimedJudge([MISSED]), Memory(), list[Signal]()
    for reading in readings:
        judge.take(memory, [reading], profiles)
        said += judge.signals(ABOUT, memory, [reading])
        memory = msgspec.json.decode(msgspec.json.encode(judge.pruned(memory)), type=Memory)
    return said


def starts(profiles: Profiles, readings: Sequence[Reading]) -> list[float]:
    """When the rule is raised, in seconds."""
    found = episodes([MISSED], readings, profiles)
    return [(each.start - after(0)).total_seconds() for each in found]


def test_a_device_without_the_channel_misses_no_check_in_whatever_else_it_says() -> None:
    standing = a_stream([{"speed": 0.0}] * 3 * HOUR)

    assert live(carrying("speed"), standing) == []
    assert starts(carrying("speed"), standing) == []


def test_nor_does_it_when_it_falls_silent() -> None:
    judge, memory = TimedJudge(in_packs(["lone-worker"])), Memory()
    judge.take(memory, a_stream([{"speed": 0.0}]), carrying("speed"))

    assert not [at for at in judge.dues(memory) if at > memory.newest]
    assert judge.overdue(ABOUT, memory, now=memory.newest + 2 * 3_600_000) == []


def test_silence_of_a_channel_that_it_has_is_never_normal_though_it_was_never_heard() -> None:
    standing = a_stream([{"speed": 0.0}] * 2 * HOUR)
    profiles = carrying("speed check_in")

    assert starts(profiles, standing) == [3600]
    (first, *_) = [each for each in live(profiles, standing) if isinstance(each, ConditionActive)]
    assert first.first_at == after(3600)


def test_it_counts_though_nothing_of_the_rule_is_ever_heard() -> None:
    said = a_stream([{"other": 0.0}] * 2 * HOUR)

    assert starts(carrying("other check_in"), said) == [3600]
    assert starts(carrying("other"), said) == []


def test_who_gets_the_channel_has_an_hour_from_then_and_who_loses_it_has_none_to_miss() -> None:
    said = a_stream([{"speed": 0.0}] * 3 * HOUR)
    later = [msgspec.structs.replace(each, profile_version=2) for each in said[HOUR // 2 :]]
    changed = [*said[: HOUR // 2], *later]
    begins = (HOUR // 2) * 60 + 3600

    assert starts(carrying("speed", "speed check_in"), changed) == [begins]
    assert starts(carrying("speed check_in", "speed"), changed) == []
    said_live = live(carrying("speed check_in", "other"), changed)
    assert not [each for each in said_live if isinstance(each, ConditionActive)]


def test_of_a_workers_devices_one_that_has_the_channel_is_enough() -> None:
    rule = msgspec.structs.replace(MISSED, scope="worker")
    profiles = carrying("speed", "check_in")
    other = [
        msgspec.structs.replace(each, profile_version=2) for each in a_stream([{"check_in": 0.0}], device="b")
    ]
    worn = [*a_stream([{"speed": 0.0}] * 2 * HOUR), *other]

    found = episodes([rule], worn, profiles, subjects=lambda _, __: (Subject("worker~kim"),))

    assert [each.start for each in found] == [after(3600)]


def test_the_order_of_readings_changes_nothing() -> None:
    said = a_stream([{"speed": 0.0}] * 2 * HOUR)
    profiles = carrying("speed check_in", "speed")
    mixed = [msgspec.structs.replace(each, profile_version=1 + (each.seq > HOUR)) for each in said]

    assert episodes([MISSED], mixed[::-1], profiles) == episodes([MISSED], mixed, profiles)


def test_no_rule_of_a_pack_is_about_a_device_that_has_only_one_of_its_channels_by_accident() -> None:
    idle: Profile = carrying("speed")[TENANT, PROFILE, 1]
    found = episodes(
        in_packs(["lone-worker", "instrument-defaults"]),
        a_stream([{"speed": 0.0}] * 10 * HOUR),
        {(TENANT, PROFILE, 1): idle},
    )

    assert found == []
