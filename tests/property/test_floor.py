"""The floor: whatever a model returns, every alarm of the rules is raised, and as early as without it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from random import Random

from builders.alarm_path import an_alarm_path
from builders.learning import FakeBooster, Workshop, a_profile, a_stream
from builders.rules import HEAD, a_threshold
from builders.timers import Timers
from spotter.contracts.alarms import Signal, alarm_id
from spotter.contracts.names import RuleName
from spotter.contracts.readings import Reading
from spotter.contracts.rules import DurationRule, ThresholdRule
from spotter.domain.rules.judge import Judge
from spotter.errors import Corrupt, Unavailable

PAIRS = int(os.environ.get("SPOTTER_FLOOR_PAIRS", "1500"))
RULES = tuple(
    ThresholdRule(
        name=RuleName(f"g-{limit:g}"),
        hazard="g",
        unit="g",
        direction="rising",
        limit=limit,
        deadband=0.5,
        **HEAD,
    )
    for limit in (3.0, 6.0)
)
HOSTILE = (float("nan"), float("inf"), float("-inf"), -1e308, 0.0, 0.2, 0.5, 0.99, 1.0, 1e308)


class Hostile(FakeBooster):
    """A model that says anything, too little, or nothing in time."""

    def __init__(self, random: Random) -> None:
        super().__init__(lambda _: random.choice(HOSTILE))
        self.random = random

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        if self.random.random() < 0.1:
            raise Unavailable("the model did not answer in time")
        if self.random.random() < 0.05:
            raise Corrupt("the model is damaged")
        return super().score(rows)


def raised(signals: Sequence[Signal]) -> dict[str, datetime]:
    """Move the real state machine by signals; say when each alarm was raised, in event time."""
    path = an_alarm_path()
    for signal in signals:
        path.move(signal)
    wanted = {(each.tenant, each.site, alarm_id(each.rule, each.subject)) for each in signals}
    return {alarm.id: alarm.raised_at for alarm in path.ledger.find_many(sorted(wanted))}


def test_alarms_of_rules_and_a_hostile_model_contain_those_of_the_rules_no_later() -> None:
    random = Random(4)  # noqa: S311 - a simulation, not a secret
    profile = a_profile()
    channels = {name: type(each)(each.type, "g", hazard="g") for name, each in profile.channels.items()}
    guarded = type(profile)(profile.tenant, profile.name, profile.version, channels)
    profiles = {(profile.tenant, profile.name, profile.version): guarded}
    judge, pairs, alarms = Judge(RULES), 0, 0

    while pairs < PAIRS:
        workshop = Workshop()
        workshop.make_live(workshop.add_candidate(lambda _: 0.0))
        workshop.boosters["a model"] = Hostile(random)
        said: list[Signal] = []
        both: list[Signal] = []
        for batch in range(10):
            values = [random.choice([0.5, 2.8, 3.0, 4.0, 7.0, 9.0]) for _ in range(random.randint(1, 10))]
            readings: list[Reading] = a_stream(values, first=batch * 10)
            signals = judge(readings, profiles)
            workshop.score({f"m-{batch}": readings})
            mixed = [*signals, *workshop.signals()]
            random.shuffle(mixed)
            said, both, pairs = [*said, *signals], [*both, *mixed], pairs + len(values)
        alone, together = raised(said), raised(both)
        alarms += len(alone)
        assert alone.keys() <= together.keys()
        assert all(together[name] <= at for name, at in alone.items())

    assert alarms


TIMED = (
    a_threshold("co-slow", on_delay_s=20.0),
    a_threshold("co-often", repeats=2, within_s=120.0),
    DurationRule(
        name=RuleName("co-long"),
        hazard="co",
        unit="ppm",
        direction="rising",
        limit=30.0,
        for_s=15.0,
        within_s=60.0,
        **HEAD,
    ),
)


def test_alarms_of_timed_rules_through_ingest_and_sweep_stand_beside_a_hostile_model() -> None:
    random, pairs, alarms = Random(5), 0, 0  # noqa: S311 - a simulation, not a secret
    while pairs < PAIRS // 3:
        site, workshop = Timers(*TIMED), Workshop()
        workshop.make_live(workshop.add_candidate(lambda _: 0.0))
        workshop.boosters["a model"] = Hostile(random)
        said: list[Signal] = []
        both: list[Signal] = []
        for batch in range(10):
            values = [random.choice([10.0, 26.0, 30.0, 45.0]) for _ in range(random.randint(1, 10))]
            for place, value in enumerate(values):
                site.hear(100.0 * batch + 10 * place, {"co": value})
            signals = site.at(100.0 * batch + 99)
            workshop.score({f"m-{batch}": a_stream(values, first=batch * 10)})
            mixed = [*signals, *workshop.signals()]
            random.shuffle(mixed)
            said, both, pairs = [*said, *signals], [*both, *mixed], pairs + len(values)
        alone, together = raised(said), raised(both)
        alarms += len(alone)
        assert alone.keys() <= together.keys()
        assert all(together[name] <= at for name, at in alone.items())

    assert alarms
