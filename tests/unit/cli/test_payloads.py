"""What `spotter publish` sends is what ingest reads, in every format that it offers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from builders.codecs import a_profile, read
from spotter.cli.payloads import Spoken, payload_in
from spotter.contracts.layouts import Cbor, Codec, Csv, Json, SenmlCbor, SenmlJson
from spotter.contracts.readings import Measured, Reading

AT = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
CODECS: dict[str, Codec] = {
    "json": Json(),
    "cbor": Cbor(),
    "senml+json": SenmlJson(),
    "senml+cbor": SenmlCbor(),
    "csv": Csv(),
}


@pytest.mark.parametrize("codec", get_args(Spoken))
def test_a_reading_arrives_as_it_was_said(codec: Spoken) -> None:
    said = Measured("cli-1", 0, AT, {"ch4": 1.2, "sos": True})

    (arrived,) = read(payload_in(codec, said), a_profile(CODECS[codec]))

    assert isinstance(arrived, Reading)
    assert (arrived.seq, arrived.at, arrived.values) == (0, AT, said.values)
