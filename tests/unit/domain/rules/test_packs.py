"""What the packs say about rests and mixtures, and that every pack is sound."""

from __future__ import annotations

import pytest

from builders.rules import a_stream, stretches
from spotter.contracts.rules import MixtureRule, Rule
from spotter.domain.rules.checks import faults
from spotter.domain.rules.trials import failures
from spotter.services.choose_rules import known_channels
from spotter.stores.rulebook import pack_names, rule_pack

MINUTE = 60


def the(name: str) -> Rule:
    return next(rule for pack in pack_names() for rule in rule_pack(pack).rules if rule.name == name)


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_is_sound_has_sources_and_does_as_its_examples_say(name: str) -> None:
    pack = rule_pack(name)

    assert faults(pack.rules, known_channels()) == []
    assert [failure for rule in pack.rules for failure in failures(rule)] == []
    assert all(rule.source for rule in pack.rules)
    assert pack.edition.startswith("2026-")


@pytest.mark.parametrize(
    ("rule", "hot", "work", "rest", "owed"),
    [("korea-heat-33-rest", 33.5, 100, 20, 120), ("korea-heat-35-rest", 35.5, 45, 15, 60)],
)
def test_korean_rests_are_owed_when_the_heat_of_a_window_is_used_up(
    rule: str, hot: float, work: int, rest: int, owed: int
) -> None:
    """At least 20 min in every 2 h from 33 degC, 15 min in every hour from 35 (Korea, since 2025-07-17)."""
    cool = 28.0
    rested = ([hot] * (work - 1) + [cool] * (rest + 1)) * 2
    without = [hot] * owed

    assert stretches(the(rule), a_stream(rested, hazard="apparent_temperature")) == []
    assert stretches(the(rule), a_stream(without, hazard="apparent_temperature"))[0][0] == work * MINUTE


def test_irritants_that_are_each_below_their_limit_are_too_much_together() -> None:
    rule = the("instrument-irritants")
    assert isinstance(rule, MixtureRule)
    air = {"so2": 1.0, "no2": 1.0, "nh3": 5.0, "cl2": 0.0}  # 0.5 + 0.33 + 0.2 = 1.03 of the limit
    alone = [stretches(the(f"instrument-{gas}-twa"), a_stream([air] * 480)) for gas in ("so2", "no2", "nh3")]

    assert stretches(rule, a_stream([air] * 480))
    assert stretches(rule, a_stream([air | {"so2": 0.8}] * 480)) == []
    assert alone == [[], [], []]
