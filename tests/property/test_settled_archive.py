"""Laws of settled trust in the archive: days go on from one another, and no order of arrival shows."""

from __future__ import annotations

import os
from itertools import groupby
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.archive import MIDNIGHT, PROFILE, SITE, TENANT, Platform, a_reading, an_archive, at, everything
from spotter.contracts.archive import Value
from spotter.contracts.devices import SensorChecks
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading
from spotter.contracts.settlements import Basis, Carried
from spotter.domain.trust.settled import settle

EXAMPLES = int(os.environ.get("SPOTTER_ARCHIVE_EXAMPLES", "25"))
HEAD = Channel(
    ChannelType.NUMBER,
    unit="%LEL",
    minimum=0,
    maximum=100,
    hazard="lel",
    interval_s=7_200.0,
    t90_s=3_600.0,
    rate_limit=0.01,
    stuck_after_s=20_000.0,
    warm_up_s=10_000.0,
)
GAS = Profile(TENANT, PROFILE, 1, {"lel": HEAD, "o2": Channel(ChannelType.NUMBER, unit="%", hazard="o2")})
KNOWN = {(TENANT, PROFILE, 1): GAS}
LEVELS = st.sampled_from([0.0, 0.0, 1.0, 40.0, 100.0])
MOMENTS = st.integers(0, 3 * 86_400 - 1).map(float)


@st.composite
def three_days(draw: st.DrawFn) -> list[Reading]:
    """What a device says in three days, each reading at once."""
    moments = sorted(draw(st.sets(MOMENTS, min_size=1, max_size=16)))
    boots = sorted(draw(st.lists(st.integers(1, 3), min_size=len(moments), max_size=len(moments))))
    return [
        a_reading(
            seq,
            {"lel": draw(LEVELS), "o2": draw(st.sampled_from([20.9, 20.9, 5.0]))},
            boot=f"b{boot}",
            measured=moment,
        )
        for seq, (moment, boot) in enumerate(zip(moments, boots, strict=True))
    ]


@given(three_days(), st.one_of(st.none(), MOMENTS))
@settings(max_examples=EXAMPLES * 4, deadline=None)
def test_day_after_day_is_settled_as_all_days_at_once(readings: list[Reading], checked: float | None) -> None:
    moment = None if checked is None else at(checked)
    checks = {"lel": SensorChecks(calibrated_at=moment, acknowledged_at=moment)}
    whole = settle(readings, KNOWN, Basis(checks))

    found, carried = list[Reading](), Carried()
    for _, day in groupby(readings, key=lambda each: (each.at - MIDNIGHT).days):
        done = settle(day, KNOWN, Basis(checks, start=carried))
        found, carried = found + done.readings, done.end

    assert found == whole.readings
    assert carried == whole.end


def believed(platform: Platform) -> list[bytes]:
    wanted = everything(until=at(4 * 86_400), losers=True)
    rows = platform.query(TENANT, SITE, wanted).rows
    return [msgspec.json.encode(row) for row in rows if isinstance(row, Value)]


@given(three_days(), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES // 2, deadline=None)
def test_no_order_of_arrival_or_compaction_shows_in_what_is_believed(
    readings: list[Reading], random: Random
) -> None:
    plain, mixed = an_archive(now=at(4 * 86_400)), an_archive(now=at(4 * 86_400))
    for platform in (plain, mixed):
        platform.registry.add_profile(GAS)
    plain.arrive(readings)
    plain.compacted()

    random.shuffle(readings)
    for reading in readings:
        mixed.arrive([reading])
        if random.random() < 0.15:
            mixed.compacted()
    mixed.compacted()

    names = mixed.days.names(TENANT, SITE)
    assert names == plain.days.names(TENANT, SITE)
    assert [mixed.files(day) for day in names] == [plain.files(day) for day in names]
    assert believed(mixed) == believed(plain)
    assert all(mixed.verify(TENANT, SITE, day).holds for day in names)
