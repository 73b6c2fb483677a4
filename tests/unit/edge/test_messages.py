from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from spotter.edge.messages import Measured, encode, encode_batch

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_reading_is_written_as_the_readme_shows_it() -> None:
    written = json.loads(encode(Measured("b7", 41, NINE, {"ch4": 1.2, "sos": False})))

    assert written == {
        "v": 1,
        "boot": "b7",
        "seq": 41,
        "at": "2026-11-24T09:00:00Z",
        "values": {"ch4": 1.2, "sos": False},
    }


def test_a_batch_keeps_the_order_and_names_its_version_once() -> None:
    readings = [Measured("b7", seq, NINE + timedelta(seconds=seq), {"ch4": 0.1}) for seq in range(3)]

    written = json.loads(encode_batch(readings))

    assert written["v"] == 1
    assert [reading["seq"] for reading in written["readings"]] == [0, 1, 2]
    assert all(reading.keys() == {"boot", "seq", "at", "values"} for reading in written["readings"])
