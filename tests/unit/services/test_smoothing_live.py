"""Smoothing live: a stream that comes in pieces is scored as it is when all of it is read back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from builders.learning import (
    MODEL,
    PROFILE,
    SITE,
    TENANT,
    FakeBooster,
    Workshop,
    a_card,
    a_stream,
    a_window,
    high_last_value,
)
from builders.recipes import a_recipe
from spotter.contracts.learning import Candidate
from spotter.contracts.preparations import Preparation, Smooth
from spotter.domain.features import feature_rows
from spotter.domain.recipes.prepared_models import PreparedModel
from spotter.services.score_rows import score_rows
from spotter.stores.datasets import Row

WINDOW = a_window()
NAMES = WINDOW.feature_names
SMOOTH = Smooth(step=1, columns=NAMES, kind="linear", window=4.0, causal=True)
PREPARATION = Preparation(a_recipe("smooth_linear"), NAMES, NAMES, (SMOOTH,), 100, "device", "at")
VALUES = [1.0, 4.0, 2.0, 8.0, 5.0, 7.0, 1.0, 9.0, 3.0, 6.0, 2.0, 8.0]


@pytest.fixture
def workshop() -> Workshop:
    made = Workshop()
    made.boosters["a text"] = PreparedModel(PREPARATION, FakeBooster(high_last_value).score)
    card = a_card("a text", window=WINDOW, threshold=2.0)
    key = made.texts.keep(TENANT, MODEL, "v1", "a text", card)
    candidate = Candidate(TENANT, MODEL, "v1", "none", SITE, PROFILE, key, card)
    made.models.add_candidate(candidate)
    made.make_live(candidate)
    return made


def scores(workshop: Workshop, pieces: Sequence[Sequence[int]]) -> list[float]:
    stream = a_stream(VALUES)
    for number, piece in enumerate(pieces):
        workshop.score({f"m-{number}": [stream[at] for at in piece]})
    return [one.score for one in sorted(workshop.log.scan(TENANT, SITE), key=lambda one: one.at)]


def test_pieces_are_scored_as_the_whole_is_and_as_a_file_of_it_is(workshop: Workshop) -> None:
    stream = a_stream(VALUES)
    rows = [
        Row(str(reading.device), reading.at.timestamp(), features, 0)
        for reading, features in zip(stream, feature_rows(stream, WINDOW), strict=True)
    ]

    pieces = scores(workshop, [[0, 1, 2], [3], [4, 5], [6, 7, 8, 9, 10], [11]])

    booster = workshop.boosters["a text"]
    assert pieces == [outputs[0] for outputs in score_rows(booster, rows)]
    assert pieces == [outputs[0] for outputs in score_rows(booster, rows[::-1])][::-1]


def test_smoothing_changes_what_a_model_sees(workshop: Workshop) -> None:
    raw = [min(value / 10, 1.0) for value in VALUES]

    assert scores(workshop, [range(12)]) != raw


def test_rows_of_devices_are_told_apart(workshop: Workshop) -> None:
    booster = workshop.boosters["a text"]
    own = [Row("a", float(at), [value] * 3, 0) for at, value in enumerate(VALUES)]
    mixed = [each for at, row in enumerate(own) for each in (row, Row("b", float(at), [100.0] * 3, 0))]

    assert score_rows(booster, mixed)[::2] == score_rows(booster, own)
