"""CBOR, worked out by hand from RFC 8949."""

from __future__ import annotations

import pytest

from builders.alarm_path import NOON
from builders.codecs import a_profile, read, refused_whole, values
from spotter.contracts.layouts import Cbor
from spotter.contracts.readings import Reading, RefusalReason

MESSAGE = bytes.fromhex(
    "a4 64626f6f74 6162 63736571 01 626174 c1 1a6b057c40 6676616c756573 a1 63636834 f93e00"
)


def test_cbor_with_a_tagged_time_and_a_half_float() -> None:
    """A map of 4: boot b, seq 1, at tag 1 of 1795521600, values a map of ch4 to a half float 1.5."""
    [one] = read(MESSAGE, a_profile(Cbor()))

    assert isinstance(one, Reading)
    assert (one.boot, one.seq, one.at, one.values) == (
        "b",
        1,
        NOON,
        {"ch4": 1.5},
    )


def test_cbor_may_say_what_it_is_and_seconds_without_a_tag() -> None:
    untagged = bytes.fromhex("d9d9f7") + MESSAGE.replace(b"\xc1\x1a", b"\x1a")

    assert values(read(untagged, a_profile(Cbor()))) == [{"ch4": 1.5}]


@pytest.mark.parametrize(
    "payload",
    [
        MESSAGE[:-1],
        MESSAGE + b"\x00",
        b"",
        b"\x9b" + b"\xff" * 8,
        b"\x81" * 1000,
        bytes.fromhex("c249010000000000000000"),
        bytes.fromhex("a1617ad81c80"),
        bytes.fromhex("a1617ac4821b00ffffffffffffff01"),
        bytes.fromhex("a16176d81d00"),
        b"\x01",
    ],
    ids=[
        "cut off",
        "more behind",
        "empty",
        "endless list",
        "deep",
        "big number",
        "shared",
        "huge",
        "ref",
        "a number",
    ],
)
def test_cbor_that_is_cut_off_or_would_swell_is_refused_whole(payload: bytes) -> None:
    assert refused_whole(payload, a_profile(Cbor())) is RefusalReason.MALFORMED


@pytest.mark.parametrize("indefinite", [False, True])
def test_a_key_said_twice_in_cbor_costs_that_reading_alone(indefinite: bool) -> None:  # noqa: FBT001
    twice = MESSAGE.replace(
        bytes.fromhex("a163636834f93e00"), bytes.fromhex("a263636834f93e0063636834f93e00")
    )
    items = MESSAGE + twice + MESSAGE
    batch = (
        bytes.fromhex("a1 68") + b"readings" + (b"\x9f" + items + b"\xff" if indefinite else b"\x83" + items)
    )

    found = read(batch, a_profile(Cbor()))

    assert values(found) == [{"ch4": 1.5}, RefusalReason.DUPLICATE_KEY, {"ch4": 1.5}]


def test_nan_in_cbor_is_no_number() -> None:
    nan = MESSAGE.replace(bytes.fromhex("f93e00"), bytes.fromhex("f97e00"))

    assert values(read(nan, a_profile(Cbor()))) == [RefusalReason.WRONG_TYPE]
