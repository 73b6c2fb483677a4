"""What a model says of the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from spotter.contracts.learning import ModelCard
from spotter.domain.evaluators.calibrated_models import is_calibrated, read_calibrated
from spotter.domain.evaluators.plain_models import PlainModel, is_document
from spotter.domain.evaluators.sequence_models import SequenceModel, is_sequence
from spotter.domain.recipes.prepared_models import is_prepared, read, smooths
from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Keys
from spotter.learning.frames import matrix_of
from spotter.learning.isotonic import along
from spotter.learning.metrics import decisions
from spotter.learning.models import TrainedModel
from spotter.learning.problems import Class
from spotter.learning.tables import Numbers, Table


@dataclass(frozen=True, eq=False)
class Predictions:
    """One value a row in original classes or numbers; for classes one column of probabilities each."""

    values: list[Class]
    classes: tuple[Class, ...]
    probabilities: Floats


def predict_table(model: TrainedModel, table: Table, *, threads: int = 2) -> Predictions:
    """Predict every row, in order.

    Raises:
        Invalid: a feature column is missing or of another kind.
    """
    matrix = matrix_of(table, model.card.features, model.card.categories)
    groups, times = whose_and_when(model.text, table)
    return _named(model.card, outputs_for(model.text, matrix, threads=threads, groups=groups, times=times))


def outputs_for(
    text: str, matrix: Floats, *, threads: int = 2, groups: Keys | None = None, times: Floats | None = None
) -> Floats:
    """Give what a model says of rows of features: one number a row, or one a class.

    Raises:
        Invalid: its recipe smooths, and nobody says whose the rows are and when they were.
    """
    if is_prepared(text):
        from spotter.learning.prepare.folds import prepared_matrix

        said = read(text)
        return outputs_for(
            said.model,
            prepared_matrix(said.preparation, matrix, groups=groups, times=times),
            threads=threads,
        )
    if is_calibrated(text):
        found = read_calibrated(text)
        return along(found.line, outputs_for(found.model, matrix, threads=threads))
    if is_sequence(text):
        return _in_time(SequenceModel(text), matrix, groups, times)
    if is_document(text):
        outputs = np.array(PlainModel(text).score(matrix.tolist()))
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs
    return np.asarray(lgb.Booster(model_str=text).predict(matrix, num_threads=threads), dtype=np.float64)


def whose_and_when(text: str, table: Table) -> tuple[Keys | None, Floats | None]:
    """Find the columns beside the features that a smoothing recipe or a network of time needs."""
    if is_sequence(text):
        document = SequenceModel(text).document
        group, time = document.group, document.time
    elif is_prepared(text) and smooths(preparation := read(text).preparation):
        group, time = preparation.group, preparation.time
    else:
        return None, None
    groups = None if group is None else table.column(group, role="group").keys()
    times = None if time is None else table.column(time, role="time")
    return groups, times.values if isinstance(times, Numbers) else None


def _in_time(model: SequenceModel, matrix: Floats, groups: Keys | None, times: Floats | None) -> Floats:
    """Score rows of several devices, each in order of time."""
    if times is None:
        raise Invalid("a network of time needs to know when its rows were: the data lacks the time column")
    keys = np.zeros(times.size) if groups is None else groups
    outputs = np.empty(times.size)
    for key in np.unique(keys):
        own = np.flatnonzero(keys == key)
        own = own[np.argsort(times[own], kind="stable")]
        outputs[own] = np.array(model.score_in_time(matrix[own].tolist(), times[own].tolist()))[:, 0]
    return outputs


def _named(card: ModelCard, outputs: Floats) -> Predictions:
    if card.task == "regression":
        return Predictions(outputs.tolist(), (), np.empty((outputs.size, 0)))
    threshold = 0.5 if card.threshold is None else card.threshold
    values: list[Class] = [card.classes[int(number)] for number in decisions(outputs, threshold)]
    columns = np.column_stack([1 - outputs, outputs]) if outputs.ndim == 1 else outputs
    return Predictions(values, card.classes, columns)
