"""Silence becomes an alarm in time, once, and ends only when a device is heard for a while."""

from __future__ import annotations

import pytest

from builders.alarm_path import SITE, TENANT, a_device, after
from builders.watch import TIMEOUT_S, Watch, said, seconds
from spotter.contracts.alarms import AlarmClass, ConditionActive
from spotter.contracts.devices import DeviceState
from spotter.contracts.names import RuleName
from spotter.contracts.rule_sets import RuleChoice
from spotter.contracts.rules import StalenessRule
from spotter.contracts.sites import Site


def test_a_silent_device_raises_one_alarm_that_lists_its_channels() -> None:
    watch = Watch()
    watch.hear(0)

    assert said(watch.at(TIMEOUT_S - 1)) == []
    assert said(watch.at(TIMEOUT_S)) == ["silent: ch4, o2"]
    assert said(watch.at(TIMEOUT_S + 5)) == said(watch.at(TIMEOUT_S + 500)) == []


def test_within_one_sweep_silence_is_signalled_the_moment_its_time_is_up() -> None:
    watch = Watch()
    watch.hear(0)

    (signal,) = watch.at(20, lasts_s=58)

    assert isinstance(signal, ConditionActive)
    assert TIMEOUT_S <= seconds(signal.last_at) <= TIMEOUT_S + 1
    assert signal.first_at == after(TIMEOUT_S)
    assert (signal.evidence.limit, signal.evidence.unit) == (TIMEOUT_S, "s")


def test_a_channel_that_falls_silent_alone_is_named_and_a_second_one_is_news() -> None:
    watch = Watch()
    watch.hear(0)
    watch.hear(50, "ch4")

    assert said(watch.at(70)) == ["silent: o2"]
    assert said(watch.at(120)) == ["silent: ch4, o2"]


def test_silence_ends_when_the_device_was_heard_for_a_while_and_not_before() -> None:
    watch = Watch()
    watch.hear(0)
    watch.at(60)
    watch.hear(80)

    assert said(watch.at(81)) == said(watch.at(100)) == []
    assert said(watch.at(112)) == ["heard"]
    assert said(watch.at(117)) == []


def test_what_was_never_heard_is_silent_after_the_first_minutes() -> None:
    watch = Watch()

    assert said(watch.at(299)) == []
    assert said(watch.at(300)) == ["silent: ch4, o2"]


def test_a_channel_that_never_spoke_is_found_beside_one_that_does() -> None:
    watch = Watch()
    watch.hear(0, "ch4")
    watch.hear(290, "ch4")

    assert said(watch.at(301)) == ["silent: o2"]


def test_a_backlog_of_old_readings_is_no_sign_of_life() -> None:
    watch = Watch()
    watch.hear(0, arrived=1800)

    assert said(watch.at(1801)) == ["silent: ch4, o2"]


def test_a_clock_that_is_a_minute_behind_is_no_silence_and_one_that_is_ahead_hides_none() -> None:
    behind, ahead = Watch(), Watch()
    behind.hear(0, arrived=60)
    ahead.hear(100, arrived=0)

    assert said(behind.at(119)) == []
    assert said(behind.at(120)) == ["silent: ch4, o2"]
    assert said(ahead.at(60)) == ["silent: ch4, o2"]


@pytest.mark.parametrize("state", [DeviceState.NEW, DeviceState.QUARANTINED, DeviceState.RETIRED])
def test_devices_out_of_use_are_not_watched(state: DeviceState) -> None:
    watch = Watch()
    watch.hear(0)
    watch.change(state=state)

    assert said(watch.at(5000)) == []


def test_a_device_tagged_as_off_shift_may_be_silent_and_its_silence_ends() -> None:
    watch = Watch()
    watch.hear(0)
    watch.at(60)
    watch.change(tags=("off-shift",))

    assert said(watch.at(120)) == ["heard"]
    assert said(watch.at(180)) == []


def test_a_suspect_device_is_heard_and_yet_does_not_end_its_silence() -> None:
    watch = Watch()
    watch.hear(0)
    watch.at(60)
    watch.change(state=DeviceState.SUSPECT)
    watch.hear(80)
    watch.at(81)

    assert said(watch.at(125)) == []


def oxygen_silent(after_s: float) -> RuleChoice:
    rule = StalenessRule(
        name=RuleName("oxygen-silent"),
        title="Oxygen unknown",
        alarm_class=AlarmClass.LIFE_SAFETY,
        source="the site",
        hazard="o2",
        unit="%",
        after_s=after_s,
    )
    return RuleChoice(packs=(), rules=(rule,))


@pytest.mark.parametrize("spoke", [1.0, 8.0, 14.0, 15.0])
@pytest.mark.parametrize("timeout_s", [10.0, 30.0])
def test_a_device_that_begins_to_speak_during_a_sweep_and_falls_silent_is_alarmed_within_it(
    spoke: float, timeout_s: float
) -> None:
    watch = Watch(choice=oxygen_silent(timeout_s))
    watch.change(state=DeviceState.NEW)
    watch.meanwhile(spoke, lambda: watch.hear(spoke))
    watch.meanwhile(spoke, lambda: watch.change(state=DeviceState.ACTIVE))

    (signal,) = watch.at(0, lasts_s=58)

    assert isinstance(signal, ConditionActive)
    assert spoke + timeout_s <= seconds(signal.last_at) <= spoke + timeout_s + 10


def test_a_device_that_is_taken_off_during_a_sweep_is_not_alarmed() -> None:
    watch = Watch()
    watch.hear(0)
    watch.meanwhile(20, lambda: watch.change(tags=("off-shift",)))

    assert said(watch.at(10, lasts_s=58)) == []


def test_a_sites_staleness_rule_makes_it_stricter_and_graver() -> None:
    watch = Watch(choice=oxygen_silent(40))
    watch.hear(0)

    (signal,) = watch.at(45)

    assert isinstance(signal, ConditionActive)
    assert (signal.evidence.channel, signal.alarm_class) == ("o2", AlarmClass.LIFE_SAFETY)


def test_a_sweep_that_does_not_get_round_is_gone_on_with() -> None:
    watch = Watch()
    for number in range(150):
        watch.registry.put_device(a_device(f"helmet-{number:03d}"), expected=None)

    first = said(watch.at(400))
    assert (len(first), watch.swept.left) == (100, True)
    assert len(said(watch.at(460))) == 51


def test_every_tenant_with_a_site_is_swept_and_listed_once() -> None:
    watch = Watch()

    watch.registry.put_site(Site(TENANT, SITE, "Again"), expected=1)

    assert list(watch.registry.tenants()) == [TENANT]
