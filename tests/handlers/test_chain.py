"""From streams to rows that teach, by what the platform does; `python -m tests.bench chain` takes all."""

from __future__ import annotations

import csv
import gzip
from collections import Counter

import numpy as np
import pytest

from bench.chain import CHAINS, chained
from builders.recorded import FILES, RECORDED, is_recorded
from spotter.learning.tables import Numbers

PEOPLE = 2


@pytest.mark.skipif(not is_recorded(), reason="../shared/data is not here")
def test_what_went_in_as_messages_comes_out_as_filled_features_with_the_labels_of_the_set() -> None:
    with gzip.open(RECORDED / FILES["wesad-wrist"], "rt") as file:
        rows = list(csv.DictReader(file))
    own = sorted({row["subject_id"] for row in rows})[:PEOPLE]
    stressed = Counter(row["subject_id"] for row in rows if row["stress"] == "1")

    made = chained(next(each for each in CHAINS if each.name == "wesad"), RECORDED, people=PEOPLE)

    label, device = made.table.column("stress", role="label"), made.table.column("device", role="group")
    features = [column for name, column in made.table.columns.items() if "__" in name]
    assert made.readings == sum(row["subject_id"] in own for row in rows)
    assert isinstance(label, Numbers)
    assert label.values.sum() == sum(stressed[person] for person in own)
    assert np.unique(device.keys()).size == PEOPLE
    assert len(features) == 38
    assert not any(column.missing.any() for column in features)
