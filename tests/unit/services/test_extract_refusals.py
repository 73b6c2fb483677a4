"""What no version can be made of, and how that is said."""

from __future__ import annotations

import msgspec
import pytest

from builders.archive import SITE, TENANT, a_reading, at
from builders.datasets import DEFINITION, NAME, a_site_with_readings, some_datasets
from spotter.contracts.names import SiteName, WorkerName
from spotter.errors import Invalid, Oversized


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"since": at(5), "until": at(5)}, "the range is empty"),
        ({"since": at(80_000)}, "there is nothing in the range"),
        ({"sites": ()}, "at least one site"),
        ({"channels": ("ch4", "o2")}, "column o2 would be all missing"),
        ({"every_s": 7.0}, "7 s does not, 6 s does"),
        ({"workers": (WorkerName("nobody"),)}, "nobody wore"),
        ({"sites": (SiteName("elsewhere"),)}, "no reading at elsewhere"),
    ],
)
def test_what_can_have_no_rows_is_refused_in_words(asked: dict[str, object], sentence: str) -> None:
    datasets = a_site_with_readings()

    with pytest.raises(Invalid, match=sentence):
        datasets.version(msgspec.structs.replace(DEFINITION, **asked))

    assert datasets.stores.versions.entries(TENANT, NAME) == []


def test_a_channel_of_numbers_and_texts_is_refused_by_name() -> None:
    datasets = some_datasets()
    datasets.archive.arrive([a_reading(1, {"co": 1.0}), a_reading(2, {"co": "high"})])

    with pytest.raises(Invalid, match="channel co holds number and text"):
        datasets.version()


def test_what_no_function_can_hold_is_refused_with_the_number_and_the_way_around() -> None:
    datasets = a_site_with_readings(holds_bytes=10_000)

    with pytest.raises(Oversized, match=r"45 values.*spotter dataset plan") as refused:
        datasets.version()

    assert refused.value.facts["needed_bytes"] == 45 * 120 * 2
    assert SITE in refused.value.sentence
