"""SenML, worked out by hand from RFC 8428."""

from __future__ import annotations

from datetime import datetime

import pytest

from builders.alarm_path import NOON
from builders.codecs import a_profile, read, refused_whole, values
from spotter.contracts.layouts import SenmlCbor, SenmlJson
from spotter.contracts.profiles import Channel, ChannelType, Conversion
from spotter.contracts.readings import BY_CONTENT, Reading, RefusalReason

VOLTS = {
    "temperature": Channel(ChannelType.NUMBER, unit="degC"),
    "voltage": Channel(ChannelType.NUMBER, unit="V"),
    "current": Channel(ChannelType.NUMBER, unit="A"),
    "door": Channel(ChannelType.BOOLEAN),
    "label": Channel(ChannelType.STRING),
}
SPELLINGS = {"temperature": {"Cel": Conversion(1.0), "degF": Conversion(5 / 9, -160 / 9)}}


def senml(payload: bytes, arrived: datetime = NOON) -> list[Reading | RefusalReason]:
    return read(payload, a_profile(SenmlJson(), channels=VOLTS, conversions=SPELLINGS), arrived)


def test_a_bare_senml_measurement_is_of_now_and_known_by_its_content() -> None:
    payload = b'[{"n":"urn:dev:ow:10e2073a01080063:temperature","u":"Cel","v":23.1}]'

    [one] = senml(payload)

    assert isinstance(one, Reading)
    assert (one.boot, one.at, one.values) == (BY_CONTENT, NOON, {"temperature": 23.1})


def test_senml_base_values_stand_until_they_change() -> None:
    payload = b"""[
        {"bn":"urn:dev:ow:10e2073a01080063:","bt":1795521500.001,"bu":"A","bver":5,
         "n":"voltage","u":"V","v":120.1},
        {"n":"current","t":-5,"v":1.2}, {"n":"current","t":-4,"v":1.3}, {"n":"current","v":1.7},
        {"bt":1795521510,"bv":20,"n":"current","v":-3}]"""

    found = senml(payload)

    assert values(found) == [
        {"voltage": 120.1, "current": 1.7},
        {"current": 1.2},
        {"current": 1.3},
        {"current": 17.0},
    ]
    assert [one.at.isoformat()[11:23] for one in found if isinstance(one, Reading)] == [
        "11:58:20.001",
        "11:58:15.001",
        "11:58:16.001",
        "11:58:30+00:"[:12],
    ]


def test_senml_times_below_2_to_the_28_count_from_the_arrival() -> None:
    found = senml(b'[{"bn":"x:","n":"current","t":-10,"v":1},{"n":"current","t":-0.5,"v":2}]')

    assert [(NOON - one.at).total_seconds() for one in found if isinstance(one, Reading)] == [10, 0.5]


def test_senml_texts_truths_and_numbering_records() -> None:
    payload = b"""[{"bn":"dev:","n":"boot","vs":"b7"},{"n":"seq","v":41},{"n":"door","vb":true},
        {"n":"label","vs":"x"},{"n":"temperature","u":"degF","v":212}]"""

    [one] = senml(payload)

    assert isinstance(one, Reading)
    assert (one.boot, one.seq) == ("b7", 41)
    assert one.values == {"door": True, "label": "x", "temperature": pytest.approx(100)}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ('{"n":"voltage","u":"kn","v":1}', RefusalReason.WRONG_UNIT),
        ('{"n":"voltage","u":7,"v":1}', RefusalReason.WRONG_TYPE),
        ('{"n":"voltage","s":1}', RefusalReason.MISSING_FIELD),
        ('{"n":"voltage","v":NaN}', RefusalReason.WRONG_TYPE),
        ('{"n":"voltage","v":1,"vs":"1"}', RefusalReason.MALFORMED),
        ('{"n":"voltage","v":1,"new_":1}', RefusalReason.MALFORMED),
        ('{"n":"voltage","v":1,"v":2}', RefusalReason.DUPLICATE_KEY),
        ('{"n":"voltage","v":1},{"n":"voltage","v":2}', RefusalReason.DUPLICATE_KEY),
        ('{"n":"voltage","t":1e30,"v":1}', RefusalReason.MALFORMED),
        ('{"n":"voltage","t":-1e30,"v":1}', RefusalReason.MALFORMED),
        ('{"n":"pressure","v":1}', RefusalReason.UNKNOWN_CHANNEL),
        ("7", RefusalReason.MALFORMED),
    ],
)
def test_a_senml_record_that_cannot_be_used_leaves_its_neighbours_alone(
    record: str, reason: RefusalReason
) -> None:
    pack = f'[{{"n":"door","t":-1,"vb":true}},{record}]'

    assert sorted(values(senml(pack.encode())), key=str) == sorted([{"door": True}, reason], key=str)


def test_a_senml_pack_of_a_later_version_is_refused() -> None:
    profile = a_profile(SenmlJson())

    assert refused_whole(b'[{"bver":11,"n":"ch4","v":1}]', profile) is RefusalReason.MALFORMED
    assert refused_whole(b"{}", profile) is RefusalReason.MALFORMED
    assert refused_whole(b"[]", profile) is RefusalReason.MISSING_FIELD


def test_senml_in_cbor_has_numbers_for_labels_and_may_write_decimal_fractions() -> None:
    """Base name d:, base time noon, ch4 in % as 15 times a tenth; then sos as true."""
    payload = bytes.fromhex(
        "82 a5 21 62643a 22 1a6b057c40 00 63636834 01 6125 02 c4 82 20 0f  a2 00 63736f73 04 f5"
    )

    [one] = read(payload, a_profile(SenmlCbor()))

    assert isinstance(one, Reading)
    assert one.values == {"ch4": 1.5, "sos": True}
