"""Tables and packed records, worked out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders.alarm_path import NOON
from builders.codecs import PACKED, a_profile, read, refused_whole, values
from spotter.contracts.layouts import Csv
from spotter.contracts.profiles import Channel, ChannelType, Conversion, NullPolicy
from spotter.contracts.readings import Measured, Reading, RefusalReason
from spotter.domain.codecs.registry import payload_of

NOON_S = 1795521600  # 2026-11-24T12:00:00Z


def test_a_table_with_units_quotes_and_empty_cells() -> None:
    profile = a_profile(Csv(), conversions={"ch4": {"ppm": Conversion(1e-4)}})
    table = 'boot,seq,at,ch4[ppm],o2[%],sos,note\n b,1,2026-11-24T12:00:00Z,12000,20.9,TRUE,"a, ""b"""\n\n'
    table += "b,2,2026-11-24T12:00:00Z,,20.8,,\n"

    first, second = read(b"\xef\xbb\xbf" + table.encode(), profile)

    assert isinstance(first, Reading)
    assert first.values == {"ch4": pytest.approx(1.2), "o2": 20.9, "sos": True, "note": 'a, "b"'}
    assert values([second]) == [{"o2": 20.8}]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b;1;2026-11-24T12:00:00Z;1,5", RefusalReason.WRONG_TYPE),
        ("b;1;2026-11-24T12:00:00Z;nan", RefusalReason.WRONG_TYPE),
        ("b;1;2026-11-24T12:00:00Z;1_0", RefusalReason.WRONG_TYPE),
        ("b;1;2026-11-24T12:00:00Z;1;2", RefusalReason.MALFORMED),
        ("b;x;2026-11-24T12:00:00Z;1", RefusalReason.WRONG_TYPE),
        ("b;;2026-11-24T12:00:00Z;1", RefusalReason.MISSING_FIELD),
        ("b;1;yesterday;1", RefusalReason.MALFORMED),
    ],
)
def test_a_bad_row_leaves_its_neighbours_alone(row: str, reason: RefusalReason) -> None:
    table = f"boot;seq;at;ch4\n{row}\nb;2;2026-11-24T12:00:00Z;1.5\n"
    profile = a_profile(Csv(delimiter=";"), channels={"ch4": Channel(ChannelType.NUMBER)})

    assert values(read(table.encode(), profile)) == [reason, {"ch4": 1.5}]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", RefusalReason.MISSING_FIELD),
        ("boot,seq,at,ch4\n", RefusalReason.MISSING_FIELD),
        ("boot,seq,ch4\nb,1,2\n", RefusalReason.MISSING_FIELD),
        ("at,ch4,ch4\nx,1,2\n", RefusalReason.DUPLICATE_KEY),
        ("at,ch4[\nx,1\n", RefusalReason.MALFORMED),
        ('at,ch4\n"x,1\n', RefusalReason.MALFORMED),
    ],
)
def test_a_table_without_a_sound_header_is_refused_whole(table: str, reason: RefusalReason) -> None:
    assert refused_whole(table.encode(), a_profile(Csv())) is reason


# header: boot 7, seq 40, at noon; record: ch4 1.23 %, o2 20.9 %, sos pressed, 1000 steps, one byte of padding
HEADER = bytes.fromhex("07000000 28000000") + NOON_S.to_bytes(4, "little")
RECORD = bytes.fromhex("7b00 d100 80 e8030000 00")


def test_packed_records_by_hand() -> None:
    first, second = read(HEADER + RECORD + RECORD.replace(b"\x7b\x00", b"\xff\x7f"), a_profile(PACKED))

    assert isinstance(first, Reading)
    assert (first.boot, first.seq, first.at) == ("7", 40, NOON)
    assert first.values == {"ch4": 1.23, "o2": 20.9, "sos": True, "steps": 1000}
    assert second is RefusalReason.OUT_OF_RANGE
    assert payload_of([Measured("7", 40, NOON, first.values)], a_profile(PACKED)) == HEADER + RECORD


def test_further_records_count_on_from_the_header() -> None:
    _, second = read(HEADER + RECORD * 2, a_profile(PACKED))

    assert isinstance(second, Reading)
    assert (second.seq, second.at) == (41, NOON + timedelta(seconds=0.5))


def test_the_word_for_nothing_follows_the_channels_null_policy() -> None:
    nothing = HEADER + RECORD.replace(b"\x7b\x00", b"\xff\xff")
    skipping = {
        **a_profile(PACKED).channels,
        "ch4": Channel(ChannelType.NUMBER, unit="%", nulls=NullPolicy.SKIP),
    }

    assert values(read(nothing, a_profile(PACKED))) == [RefusalReason.WRONG_TYPE]
    assert values(read(nothing, a_profile(PACKED, channels=skipping))) == [
        {"o2": 20.9, "sos": True, "steps": 1000}
    ]


@pytest.mark.parametrize("length", [0, 5, 12, 13, 21, 23])
def test_packed_bytes_of_another_length_are_refused_whole(length: int) -> None:
    assert refused_whole((HEADER + RECORD * 2)[:length], a_profile(PACKED)) is RefusalReason.MALFORMED
