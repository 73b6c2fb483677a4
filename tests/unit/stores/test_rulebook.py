import pytest

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import ModelName
from spotter.domain.requests import advisory_rule
from spotter.stores.philosophy import philosophy
from spotter.stores.rulebook import rule_pack

GASES = {"o2", "lel", "ch4", "h2s", "co", "co2", "so2", "no2", "nh3", "cl2", "hcn", "ph3", "no"}


def test_each_rule_has_a_name_of_its_own_and_none_that_a_model_could_take() -> None:
    names = [rule.name for rule in rule_pack().thresholds]

    assert len(set(names)) == len(names)
    assert not [name for name in names if name.startswith(advisory_rule(ModelName("x"))[:-1])]


def test_every_gas_of_the_instrument_page_pages_at_both_of_its_set_points() -> None:
    by_gas = {gas: [rule for rule in rule_pack().thresholds if rule.hazard == gas] for gas in GASES}

    assert {gas: len(rules) for gas, rules in by_gas.items()} == dict.fromkeys(GASES, 2)
    assert all(philosophy().classes[rule.alarm_class].pages for rules in by_gas.values() for rule in rules)


@pytest.mark.parametrize(
    ("rule", "limit", "alarm_class"),
    [
        ("o2-low", 19.5, AlarmClass.LIFE_SAFETY),
        ("o2-high", 23.5, AlarmClass.LIFE_SAFETY),
        ("ch4-high", 1.0, AlarmClass.HIGH),
        ("ch4-very-high", 1.5, AlarmClass.LIFE_SAFETY),
        ("co-very-high", 70, AlarmClass.LIFE_SAFETY),
        ("sos", 1, AlarmClass.LIFE_SAFETY),
        ("heart-rate-high", 140, AlarmClass.LOW),
    ],
)
def test_a_rule_has_the_limit_and_the_class_that_its_source_asks_for(
    rule: str, limit: float, alarm_class: AlarmClass
) -> None:
    (found,) = [each for each in rule_pack().thresholds if each.name == rule]

    assert (found.limit, found.alarm_class) == (limit, alarm_class)
