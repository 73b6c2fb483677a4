"""What is written is read back, by every codec; and whatever bytes come, nothing but Refused is raised."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.alarm_path import GAS, NOON
from builders.codecs import ALL, PACKED, TEXTUAL, a_profile, read
from spotter.contracts.layouts import Codec
from spotter.contracts.readings import BY_CONTENT, Measured, Reading
from spotter.domain.codecs.registry import CODECS, count_of, parts_of, payload_of
from spotter.domain.decoding import Refused

EXAMPLES = int(os.environ.get("SPOTTER_FUZZ", "60"))
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "ch4": st.floats(0, 100),
        "o2": st.floats(0, 30),
        "sos": st.booleans(),
        "steps": st.integers(-(2**53), 2**53),
        "note": TEXTS,
    },
).filter(bool)
MOMENTS = st.datetimes(datetime(2001, 1, 1), NOON.replace(tzinfo=None), timezones=st.just(UTC))  # noqa: DTZ001
MEASURED = st.builds(
    Measured,
    boot=TEXTS.filter(lambda boot: boot != BY_CONTENT),
    seq=st.integers(0, 2**53),
    at=MOMENTS,
    values=VALUES,
)
COUNTS = st.integers(0, 9_999)
PACKED_VALUES = st.fixed_dictionaries(
    {
        "ch4": COUNTS.map(lambda raw: raw / 100),
        "o2": st.integers(0, 299).map(lambda raw: raw / 10),
        "sos": st.booleans(),
        "steps": st.integers(-(2**31), 2**31 - 1),
    }
)


def said(reading: object) -> tuple[str, int, datetime, dict[str, Any]]:
    assert isinstance(reading, Reading | Measured), reading
    return reading.boot, reading.seq, reading.at, reading.values


@pytest.mark.parametrize("codec", TEXTUAL, ids=repr)
@given(st.lists(MEASURED, min_size=1, max_size=4, unique_by=lambda one: one.at))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_written_is_read(codec: Codec, readings: list[Measured]) -> None:
    profile = a_profile(codec)

    assert [said(one) for one in read(payload_of(readings, profile), profile)] == [
        said(one) for one in readings
    ]


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**31), st.lists(PACKED_VALUES, min_size=1, max_size=5))
@settings(max_examples=EXAMPLES, deadline=None)
def test_packed_records_are_read_as_written(boot: int, seq: int, values: list[dict[str, Any]]) -> None:
    profile = a_profile(PACKED)
    readings = [
        Measured(str(boot), seq + number, NOON - timedelta(seconds=60 - number / 2), each)
        for number, each in enumerate(values)
    ]

    assert [said(one) for one in read(payload_of(readings, profile), profile)] == [
        said(one) for one in readings
    ]


@pytest.mark.parametrize("codec", ALL, ids=lambda codec: type(codec).__name__)
@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_bytes_come_nothing_but_a_refusal_is_raised(codec: Codec, data: st.DataObject) -> None:
    profile = a_profile(codec)
    good = payload_of([Measured("7", 1, NOON, {"ch4": 1.0, "o2": 20.0, "sos": True, "steps": 3})], profile)
    payload = data.draw(st.binary(max_size=200) | st.just(good).flatmap(damaged))

    try:
        found = read(payload, profile)
    except Refused:
        return

    assert len(found) == count_of(payload, profile) >= 1
    assert all(part.raw for part in parts_of(payload, profile, NOON))


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    at = draw(st.integers(0, len(good)))
    return good[:at] + draw(st.binary(max_size=3)) + good[at + draw(st.integers(0, 4)) :]


def test_every_codec_has_one_line_and_a_name_on_http() -> None:
    assert set(CODECS) == {type(codec) for codec in ALL}
    assert len({kit.media_type for kit in CODECS.values()}) == len(CODECS)
    assert GAS.codec == ALL[0]
