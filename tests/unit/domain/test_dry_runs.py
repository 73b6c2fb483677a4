"""Dry runs: what another version of a profile makes of what devices said by the one before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotter.contracts.dry_runs import DryRun
from spotter.contracts.layouts import Binary, Cbor, Codec, Csv, Field, Json, SenmlJson
from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import BY_CONTENT, Reading, Scalar
from spotter.domain.dry_runs import Rehearsal, losses, together
from spotter.services.resolve_units import resolve_units

T0 = datetime(2026, 11, 24, 9, tzinfo=UTC)
PPM = Channel(ChannelType.NUMBER, unit="ppm", minimum=0, maximum=500, hazard="co")


def a_profile(channel: Channel = PPM, codec: Codec | None = None, *, version: int = 1) -> Profile:
    channels = {"co": channel}
    name, conversions = ProfileName("gas"), resolve_units(channels)
    return Profile(Tenant("acme"), name, version, channels, codec or Json(), conversions)


def a_reading(values: dict[str, Scalar], *, boot: str = "1", seq: int = 1) -> Reading:
    names: dict[str, Any] = {"tenant": "acme", "site": "pit", "device": "helmet-7", "profile": "gas"}
    return Reading(**names, profile_version=1, boot=boot, seq=seq, at=T0, arrived=T0, values=values)


def dry_run(before: Profile, after: Profile, *values: Scalar, boot: str = "1") -> DryRun:
    rehearsal = Rehearsal(after)
    for seq, value in enumerate(values):
        rehearsal.take(a_reading({"co": value}, boot=boot, seq=seq), before)
    return rehearsal.result(since=T0, until=T0)


def outcomes(run: DryRun) -> dict[str, int]:
    return {str(became): count for became, count in run.channels["co"].counts.items()}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"maximum": 10.0}, {"kept": 1, "refused": 2}),
        ({"maximum": 1000.0}, {"kept": 3}),
        ({"type": ChannelType.INTEGER}, {"refused": 3}),
        ({"type": ChannelType.STRING, "hazard": None, "minimum": None, "maximum": None}, {"refused": 3}),
        ({"unit": "mg/m3", "gas": "co"}, {"reread": 3}),
        ({"unit": "%"}, {"reread": 3}),
        ({"hazard": None}, {"kept": 3}),
    ],
)
def test_a_plain_number_is_read_as_the_draft_says(changed: dict[str, Any], wanted: dict[str, int]) -> None:
    after = msgspec.structs.replace(PPM, **changed)

    assert outcomes(dry_run(a_profile(), a_profile(after), 1.5, 20.5, 30.5)) == wanted


def test_a_range_that_is_too_narrow_says_why_and_shows_the_first_three() -> None:
    after = msgspec.structs.replace(PPM, maximum=10.0)

    run = dry_run(a_profile(), a_profile(after, version=2), 1.5, 20.5, 30.5, 40.5, 50.5)

    assert (run.version, run.readings, run.refused, run.reasons) == (2, 5, 4, {"out_of_range": 4})
    assert run.channels["co"].reasons == {"out_of_range": 4}
    assert [example.value for example in run.channels["co"].examples] == [20.5, 30.5, 40.5]
    assert losses(run) == {"co": 4}


def test_a_codec_that_states_the_unit_converts() -> None:
    after = msgspec.structs.replace(PPM, unit="%", maximum=1.0)

    run = dry_run(a_profile(codec=SenmlJson()), a_profile(after, SenmlJson()), 20.0)

    assert outcomes(run) == {"converted": 1}
    assert losses(run) == {}


def test_a_number_that_becomes_an_integer_or_back_is_told() -> None:
    whole = Channel(ChannelType.INTEGER)

    assert outcomes(dry_run(a_profile(whole), a_profile(Channel(ChannelType.NUMBER)), 3)) == {"retyped": 1}


def test_a_channel_that_is_taken_away_takes_its_readings_along() -> None:
    without = Profile(Tenant("acme"), ProfileName("gas"), 2, {"ch4": PPM})

    run = dry_run(a_profile(), without, 1.0, 2.0)

    assert (run.refused, run.reasons) == (2, {"unknown_channel": 2})


def a_record(**field: Any) -> Binary:  # noqa: ANN401 - whatever a field says
    return Binary(size=4, fields={"co": msgspec.structs.replace(Field(0, "u16", scale=0.1), **field)})


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        (a_record(), {"kept": 1}),
        (a_record(scale=1.0), {"altered": 1}),
        (a_record(offset=2), {"altered": 1}),
        (a_record(null=125), {"refused": 1}),
        (Json(), {"refused": 1}),
    ],
)
def test_a_moved_field_of_a_packed_record_shows(after: Codec, wanted: dict[str, int]) -> None:
    assert outcomes(dry_run(a_profile(codec=a_record()), a_profile(codec=after), 12.5)) == wanted


@pytest.mark.parametrize("codec", [Json(), Cbor(), Csv(), SenmlJson()])
@given(values=st.lists(st.floats(0, 500), min_size=1, max_size=5))
def test_a_profile_that_says_the_same_keeps_everything(codec: Codec, values: list[float]) -> None:
    run = dry_run(a_profile(codec=codec), a_profile(codec=codec), *values)

    assert outcomes(run) == {"kept": len(values)}
    assert (run.refused, run.unwritten) == (0, 0)


def test_a_reading_without_a_number_of_its_own_is_tried_as_well() -> None:
    assert outcomes(dry_run(a_profile(), a_profile(), 1.0, boot=BY_CONTENT)) == {"kept": 1}


@given(st.lists(st.floats(0, 500), max_size=12), st.integers(0, 12))
def test_pages_add_up(values: list[float], cut: int) -> None:
    before, after = a_profile(), a_profile(msgspec.structs.replace(PPM, maximum=100.0))

    whole = dry_run(before, after, *values)
    parts = together([dry_run(before, after, *values[:cut]), dry_run(before, after, *values[cut:])])

    assert parts == whole
