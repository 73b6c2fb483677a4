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


@pytest.mark.parametrize("nothing", ["nan", "NaN", "#N/A", " n/a "])
def test_what_tools_write_into_an_empty_cell_is_nothing(nothing: str) -> None:
    named, other = rows_of(f"device,site,profile,tags\nhelmet-7,pit,gas,{nothing}\n{nothing},a,b,\n".encode())

    assert (named.device, named.tags) == ("helmet-7", ())
    assert other.device == ""


def test_a_json_list_with_what_is_no_number_is_refused() -> None:
    with pytest.raises(Invalid, match="each needs device, site, profile"):
        rows_of(b'[{"device": "helmet-7", "site": "pit", "profile": NaN}]')


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
