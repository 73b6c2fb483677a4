"""The vectors of the domain reference, section 1, each with its source."""

from __future__ import annotations

import pytest

from spotter.contracts.rules import AverageRule, DoseRule, DurationRule, ThresholdRule
from spotter.domain.exposure.arithmetic import (
    allowed_time,
    dose,
    dose_as_level,
    heart_rate_limit,
    heat_limit,
    mixture,
    twa,
    wbgt,
)
from spotter.stores.rulebook import in_packs, rule_pack

OSHA = {"criterion_db": 90.0, "exchange_db": 5.0}
NIOSH = {"criterion_db": 85.0, "exchange_db": 3.0}
REL = {"constant": 56.7, "slope": 11.5}
RAL = {"constant": 59.9, "slope": 14.1}


def test_the_eight_hour_twa_of_29_cfr_1910_1000() -> None:
    assert twa([(150, 2), (75, 2), (50, 4)], divide_by=8) == 81.25


def test_the_mixture_of_29_cfr_1910_1000() -> None:
    assert mixture([(500, 1000), (45, 200), (40, 200)]) == pytest.approx(0.925, abs=1e-12)


def test_92_dba_for_8_hours_is_131_per_cent_with_the_printed_table_of_1910_95_appendix_a() -> None:
    assert round(dose([(8, 6.1)])) == 131


def test_92_dba_for_8_hours_is_132_0_per_cent_with_the_formula_of_1910_95_appendix_a() -> None:
    allowed = allowed_time(92, criterion=8, **OSHA)

    assert round(allowed, 3) == 6.063
    assert round(dose([(8, allowed)]), 1) == 132.0


def test_half_a_dose_is_85_dba_in_1910_95_appendix_a() -> None:
    assert round(dose_as_level(50, **OSHA), 1) == 85.0
    assert round(dose_as_level(100, **OSHA), 1) == 90.0


@pytest.mark.parametrize(
    ("level", "hours"), [(85, 16), (90, 8), (95, 4), (100, 2), (105, 1), (110, 0.5), (115, 0.25)]
)
def test_the_times_allowed_by_osha_1910_95_appendix_a(level: float, hours: float) -> None:
    assert allowed_time(level, criterion=8, **OSHA) == hours


@pytest.mark.parametrize(("level", "minutes"), [(85, 480), (100, 15)])
def test_the_times_allowed_by_niosh(level: float, minutes: float) -> None:
    assert allowed_time(level, criterion=480, **NIOSH) == minutes


@pytest.mark.parametrize(
    ("watts", "rel", "ral"),
    [(180, 30.76, 28.10), (300, 28.21, 24.97), (415, 26.59, 22.99), (520, 25.47, 21.60)],
)
def test_the_heat_limits_of_niosh_2016_106_section_8_1(watts: float, rel: float, ral: float) -> None:
    assert round(heat_limit(watts, **REL), 2) == rel
    assert round(heat_limit(watts, **RAL), 2) == ral


def test_the_band_of_thirty_per_cent_of_iso_1990_as_quoted_in_niosh_2016_106() -> None:
    assert round(heat_limit(234, **REL), 2) == 29.45
    assert round(heat_limit(349, **REL), 2) == 27.46


def test_the_wbgt_of_niosh_2016_106_section_9_3_2_outdoors_and_indoors() -> None:
    assert round(wbgt(wet=25, globe=45, air=32), 1) == 29.7
    assert round(wbgt(wet=25, globe=45), 1) == 31.0


def test_the_sustained_heart_rate_of_niosh_is_180_less_the_age() -> None:
    assert heart_rate_limit(40) == 140


LIMITS = [
    ("osha", "osha-o2-low", 19.5),
    ("osha", "osha-o2-high", 23.5),
    ("osha", "osha-lel", 10),
    ("osha", "osha-h2s-ceiling", 20),
    ("osha", "osha-h2s-peak", 50),
    ("osha", "osha-co-twa", 50),
    ("osha", "osha-noise-action", 50),
    ("osha", "osha-noise-dose", 100),
    ("niosh", "niosh-co-twa", 35),
    ("niosh", "niosh-co-ceiling", 200),
    ("niosh", "niosh-h2s-ceiling", 10),
    ("niosh", "niosh-h2s-evacuate", 70),
    ("niosh", "niosh-h2s-idlh", 100),
    ("niosh", "niosh-heat-rel", 28.21),
    ("niosh", "niosh-heat-ral", 24.97),
    ("niosh", "niosh-heart-rate", 140),
    ("niosh", "niosh-heart-rate-mean", 115),
    ("niosh", "niosh-core-temperature", 38.0),
    ("niosh", "niosh-core-temperature-selected", 38.5),
    ("niosh", "niosh-weight-loss", 1.5),
    ("acgih", "acgih-h2s-twa", 1),
    ("acgih", "acgih-h2s-stel", 5),
    ("acgih", "acgih-so2-stel", 0.25),
    ("msha", "msha-ch4-act", 0.5),
    ("msha", "msha-ch4-withdraw", 1.0),
    ("msha", "msha-co-low", 50),
    ("msha", "msha-co-high", 100),
    ("msha", "msha-no2-high", 5),
    ("korea", "korea-o2-low", 18),
    ("korea", "korea-o2-high", 23.5),
    ("korea", "korea-h2s", 10),
    ("korea", "korea-co", 30),
    ("korea", "korea-co2", 1.5),
    ("korea", "korea-co2-stel", 3),
    ("korea", "korea-heat-31", 31),
    ("korea", "korea-heat-33", 33),
    ("korea", "korea-heat-35", 35),
    ("korea", "korea-heat-38", 38),
]


@pytest.mark.parametrize(("pack", "rule", "limit"), LIMITS)
def test_a_pack_has_the_limit_that_its_source_names(pack: str, rule: str, limit: float) -> None:
    (found,) = [each for each in rule_pack(pack).rules if each.name == rule]

    assert isinstance(found, ThresholdRule | AverageRule | DoseRule | DurationRule)
    assert found.limit == limit
    assert "http" in found.source or "CFR" in found.source


def oxygen(*packs: str) -> set[tuple[str, float]]:
    rules = [rule for rule in in_packs(packs) if isinstance(rule, ThresholdRule) and rule.hazard == "o2"]
    return {(rule.direction, rule.limit) for rule in rules}


def test_the_stricter_oxygen_floor_of_korea_and_osha_is_in_force_and_both_sides_are_kept() -> None:
    assert oxygen("korea") == {("falling", 18.0), ("rising", 23.5)}
    assert oxygen("korea", "osha") == oxygen("osha", "korea") == {("falling", 19.5), ("rising", 23.5)}
