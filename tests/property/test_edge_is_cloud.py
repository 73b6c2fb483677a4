"""What a gateway decides by itself is what the cloud decides, whatever is measured and however it comes."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, a_body, a_device, after, an_alarm_path
from builders.gateways import GATE
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Signal
from spotter.contracts.devices import SensorChecks
from spotter.contracts.gateways import Behind, Manifest
from spotter.contracts.names import DeviceName, ProfileName, RuleName, subject_of
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.rule_sets import RuleChoice
from spotter.contracts.rules import CombinedRule, DurationRule, RulePack, ThresholdRule
from spotter.contracts.terms import Beyond
from spotter.domain.alarms.episodes import episodes_of
from spotter.edge.gateway.items import Heard
from spotter.edge.gateway.judging import LocalJudge
from spotter.edge.gateway.remembered import Remembered
from spotter.services.ending import worth_saying
from spotter.stores.rulebook import in_packs

PACKS = ("instrument-defaults", "lone-worker", "niosh")
NUMBER = ChannelType.NUMBER
WORN = Profile(
    TENANT,
    ProfileName("worn"),
    1,
    {
        "ch4": Channel(
            NUMBER, unit="%", minimum=0, maximum=5, hazard="ch4", stuck_after_s=90, rate_limit=0.5
        ),
        "o2": Channel(NUMBER, unit="%", minimum=0, maximum=30, hazard="o2", warm_up_s=20),
        "co": Channel(NUMBER, unit="ppm", minimum=0, maximum=2000, hazard="co", bump_test_days=30),
        "impact": Channel(NUMBER, minimum=0, hazard="impact"),
        "motion": Channel(NUMBER, minimum=0, hazard="motion"),
        "cancel": Channel(NUMBER, minimum=0, hazard="cancel"),
    },
)
CHECKS = {"co": SensorChecks(bump_tested_at=NOON - timedelta(days=30))}
OWN = (
    ThresholdRule(
        name=RuleName("ch4-lingers"),
        title="Methane that lingers",
        alarm_class=AlarmClass.HIGH,
        source="this test",
        hazard="ch4",
        unit="%",
        direction="rising",
        limit=1.0,
        deadband=0.2,
        on_delay_s=10,
        off_delay_s=15,
    ),
    DurationRule(
        name=RuleName("still-often"),
        title="Hardly moves",
        alarm_class=AlarmClass.HIGH,
        source="this test",
        hazard="motion",
        unit="",
        direction="falling",
        limit=0.0,
        for_s=20,
        within_s=60,
    ),
    CombinedRule(
        name=RuleName("co-voted"),
        title="Two sensors of the gallery show carbon monoxide",
        alarm_class=AlarmClass.HIGH,
        source="this test",
        scope="zone",
        when=Beyond("co", "ppm", "rising", 50.0, count=2),
    ),
)
DEVICES = (DeviceName("helmet-7"), DeviceName("helmet-8"))


class Said(NamedTuple):
    """A reading, how long after the one before it was measured, and how long it then took to arrive."""

    device: DeviceName
    passed_s: float
    travels_s: float
    values: dict[str, Any]


VALUES = st.fixed_dictionaries(
    {"motion": st.sampled_from([0.0, 0.0, 0.0, 1.0])},
    optional={
        "ch4": st.sampled_from([0.1, 0.9, 1.1, 1.6, 2.5, 7.0]),
        "o2": st.sampled_from([20.9, 18.0, 5.0]),
        "co": st.sampled_from([1.0, 60.0, 300.0]),
        "impact": st.sampled_from([1.0, 0.0]),
        "cancel": st.sampled_from([0.0, 1.0]),
        "helium": st.just(1.0),
    },
)
STREAM = st.lists(
    st.builds(
        Said,
        st.sampled_from(DEVICES),
        st.sampled_from([1.0, 7.0, 12.0, 25.0, 100.0]),
        st.sampled_from([0.0, 0.5, 40.0]),
        VALUES,
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(STREAM, st.data())
def test_the_episodes_at_the_edge_are_those_of_the_cloud(stream: list[Said], data: st.DataObject) -> None:
    measured = list(itertools.accumulate(each.passed_s for each in stream))
    order = sorted(range(len(stream)), key=lambda n: measured[n] + stream[n].travels_s)
    repeats = data.draw(st.lists(st.sampled_from(order), max_size=3))
    restarts = data.draw(st.sets(st.sampled_from(order), max_size=2))
    path, beside, edge, disk = a_path(), a_path(), an_edge(), dict[str, bytes]()
    cloud: list[Signal] = []
    local: list[Signal] = []

    for place, number in enumerate([*order, *repeats]):
        said, at = stream[number], measured[number]
        arrived = after(max(at + said.travels_s, measured[-1] if place >= len(order) else 0))
        item = {"boot": "b1", "seq": number, "at": after(at).isoformat(), "values": said.values}
        path.ingest({str(place): a_body({"readings": [item]}, device=said.device, arrived=arrived)})
        cloud += moved(path)
        local += kept(beside, edge.signals(Heard(said.device, after(at), said.values, "b1", number), arrived))
        edge([], arrived)
        disk |= changes_of(edge)
        if place < len(order) and number in restarts:
            edge = LocalJudge(edge.manifest, Remembered(disk))

    assert episodes_of(local) == episodes_of(cloud)


def a_path() -> AlarmPath:
    path = an_alarm_path(choice=RuleChoice(PACKS, OWN))
    path.registry.add_profile(WORN)
    for name in DEVICES:
        device = msgspec.structs.replace(
            a_device(name), profile=WORN.name, checks=CHECKS, tags=("zone-gallery",)
        )
        path.registry.put_device(device, expected=None)
    return path


def an_edge() -> LocalJudge:
    here = (subject_of("zone", "gallery"),)
    behind = tuple(Behind(name, WORN.name, WORN.version, CHECKS, zones=here) for name in DEVICES)
    rules = RulePack("chosen", "1", in_packs(PACKS, OWN))
    return LocalJudge(Manifest(TENANT, SITE, GATE, behind, (WORN,), rules))


def changes_of(edge: LocalJudge) -> dict[str, bytes]:
    """Write down what has changed, as the spool does."""
    changes = edge.remembered.changes()
    edge.remembered.written(changes)
    return changes


def moved(path: AlarmPath) -> list[Signal]:
    """Take the signals of the cloud, and let the ledger follow them."""
    signals = path.signals()
    for signal in signals:
        path.move(signal)
    return signals


def kept(path: AlarmPath, signals: list[Signal]) -> list[Signal]:
    """Keep what the cloud would send of signals: all danger, and the end of what holds."""
    active = [each for each in signals if isinstance(each, ConditionActive)]
    normal = [each for each in signals if isinstance(each, ConditionNormal)]
    sent: list[Signal] = [*active, *worth_saying(path.ledger, normal, active)]
    for signal in sent:
        path.move(signal)
    return sent
