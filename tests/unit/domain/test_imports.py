"""Lists of devices as people have them."""

from __future__ import annotations

import pytest

from spotter.domain.imports import DeviceRow, rows_of
from spotter.errors import Invalid


def test_a_spreadsheets_list_is_read_with_the_numbers_it_shows() -> None:
    content = (
        "\ufeffdevice, site,profile,groups\r\nhelmet-7, pit,gas,shift-1 shift-2\r\nhelmet-8,pit,gas,\r\n"
    )

    assert rows_of(content.encode()) == (
        DeviceRow(2, "helmet-7", "pit", "gas", groups=("shift-1", "shift-2")),
        DeviceRow(3, "helmet-8", "pit", "gas"),
    )


@pytest.mark.parametrize("wrapped", ["[{}]", '{"devices": [{}]}'])
def test_a_json_list_is_read_with_or_without_a_wrapping(wrapped: str) -> None:
    row = '"device": "helmet-7", "site": "pit", "profile": "gas", "tags": ["a"]'

    assert rows_of(wrapped.replace("[{}]", "[{" + row + "}]").encode()) == (
        DeviceRow(1, "helmet-7", "pit", "gas", tags=("a",)),
    )


def test_a_row_with_a_cell_too_many_or_too_few_names_no_device_or_site() -> None:
    many, few = rows_of(b"device,site,profile\nhelmet-7,pit,gas,oops\nhelmet-8\n")

    assert (many.row, many.device) == (2, "")
    assert (few.row, few.site) == (3, "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"device,site\n",
        b"device,site,profile,colour\n",
        b"device,device,site,profile\n",
        b"[1, 2]",
        b'{"names": []}',
        b'[{"device": 7}]',
        b"[{",
        b"\xff\xfe",
    ],
)
def test_what_is_no_list_of_devices_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(Invalid):
        rows_of(content)
