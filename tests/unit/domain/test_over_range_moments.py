"""A trail keeps when a head was over its range by readings that were refused, whatever their order."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from builders.archive import PROFILE, TENANT, a_reading
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.trails import Trail
from spotter.domain.trust.live import DAY_MS, DAYS_KEPT, note_over_range
from spotter.domain.trust.sensors import sensors_of

HEAD = Channel(ChannelType.NUMBER, unit="%LEL", minimum=0, maximum=100, hazard="lel")
SENSORS = sensors_of(Profile(TENANT, PROFILE, 1, {"lel": HEAD}), {})


def kept(seconds: list[float]) -> Trail:
    trail = Trail()
    for second in seconds:
        note_over_range(trail, [a_reading(0, {"lel": 120.0}, measured=second)], SENSORS)
    return trail


def test_the_first_and_the_last_moment_of_each_day_are_kept() -> None:
    moments = kept([100.0, 200.0, 300.0, 90_000.0]).overs["lel"]

    assert [at % DAY_MS for at in moments] == [100_000, 300_000, 3_600_000]


def test_what_is_older_than_anything_that_is_still_accepted_is_let_go() -> None:
    moments = kept([0.0, (DAYS_KEPT + 1) * 86_400.0]).overs["lel"]

    assert len(moments) == 1


@given(st.lists(st.integers(0, 50 * 86_400).map(float), min_size=1), st.randoms(use_true_random=False))
def test_no_order_shows(seconds: list[float], random: Random) -> None:
    mixed = random.sample(seconds, len(seconds))

    assert kept(mixed) == kept(seconds)
