from datetime import timedelta
from typing import Any

import pytest

from builders.learning import LATER, MODEL, START, TENANT, Workshop, a_request, a_stream, falls
from spotter.contracts.features import Statistic
from spotter.contracts.labels import AheadLabel
from spotter.contracts.learning import DatasetVersion, WindowSpec
from spotter.domain.features import feature_rows
from spotter.errors import Corrupt, Invalid

FOUR = ("band-1", "band-2", "band-3", "band-4")


def extracted(workshop: Workshop, **changes: Any) -> DatasetVersion:  # noqa: ANN401 - any field of a request
    return workshop.extract(a_request(**changes))


def test_a_dataset_holds_whole_devices_on_each_side() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)

    dataset = extracted(workshop)

    trained_on = {row.device for row in workshop.datasets.rows(dataset, "train")}
    held_out = {row.device for row in workshop.datasets.rows(dataset, "holdout")}
    assert trained_on | held_out == set(FOUR)
    assert held_out == set(dataset.holdout_devices)
    assert not trained_on & held_out
    assert dataset.rows == 800
    assert dataset.positives > 50


def test_extracting_twice_gives_the_same_version_and_keeps_the_first_manifest() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)
    first = extracted(workshop)

    workshop.now += timedelta(hours=1)

    assert extracted(workshop) == first


def test_order_and_repeats_of_delivery_do_not_change_a_dataset() -> None:
    ordered, disordered = Workshop(), Workshop()
    ordered.record_falls(*FOUR)
    disordered.record_falls(*reversed(FOUR))
    disordered.archive.keep(reversed(falls("band-2")), batch="repeated")

    assert extracted(disordered).parts == extracted(ordered).parts


def test_late_readings_make_another_version_and_leave_the_old_one_as_it_was() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)
    before = extracted(workshop)

    workshop.archive.keep(a_stream([1.0] * 50, device="band-9"), batch="late")
    after = extracted(workshop)

    assert after.version != before.version
    assert sum(1 for _ in workshop.datasets.rows(before, "train")) == 600


def test_only_what_was_measured_in_the_requested_time_is_taken() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)

    dataset = extracted(workshop, until=START + timedelta(seconds=120))

    assert dataset.rows == 4 * 120
    assert dataset.last_at == START + timedelta(seconds=119)


def test_one_device_is_cut_in_time_with_a_gap_that_no_window_bridges() -> None:
    workshop = Workshop()
    workshop.archive.keep(falls("band-1", seconds=400), batch="recorded")

    dataset = extracted(workshop, label=AheadLabel("g", limit=4.0, horizon_s=10.0))

    ends = max(row.at for row in workshop.datasets.rows(dataset, "train"))
    begins = min(row.at for row in workshop.datasets.rows(dataset, "holdout"))
    assert begins - ends > 3.0 + 10.0
    assert dataset.holdout_devices == dataset.devices


def test_rows_read_back_as_the_numbers_that_were_computed() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)
    window = WindowSpec(("g",), 3.0, (Statistic.MEAN, Statistic.DEVIATION))

    dataset = extracted(workshop, window=window)

    (held_out,) = dataset.holdout_devices
    rows = list(workshop.datasets.rows(dataset, "holdout"))
    assert [row.features for row in rows] == list(feature_rows(falls(held_out), window))


def test_a_damaged_part_is_refused() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)
    dataset = extracted(workshop)

    workshop.objects.put(dataset.parts[0].key, b"something else")

    with pytest.raises(Corrupt, match="not what was written"):
        list(workshop.datasets.rows(dataset, "train"))


def test_too_little_to_learn_from_is_said_in_a_sentence() -> None:
    workshop = Workshop()
    with pytest.raises(Invalid, match="nobody marked fall"):
        extracted(workshop)

    workshop.record_falls("band-1", "band-2")
    with pytest.raises(Invalid, match="too few"):
        extracted(workshop, until=START + timedelta(seconds=30))
    with pytest.raises(Invalid, match="no readings"):
        extracted(workshop, since=LATER, until=LATER + timedelta(hours=1))


def test_a_manifest_is_found_by_its_version() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)

    dataset = extracted(workshop)

    assert workshop.models.dataset(TENANT, MODEL, dataset.version) == dataset
