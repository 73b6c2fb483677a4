"""A recipe inside a training: fitted on the training rows of each fold, and on all of them for the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import numpy as np

from spotter.contracts.preparations import Preparation
from spotter.contracts.recipes import Recipe
from spotter.contracts.steps import Resample
from spotter.domain.recipes.prepared_models import smooths
from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Keys
from spotter.learning.frames import Frame
from spotter.learning.prepare.fit import apply, fit
from spotter.learning.prepare.rows import resampled
from spotter.learning.prepare.sheets import Sheet, sheet_of_frame
from spotter.learning.splits import Fold


@dataclass(frozen=True)
class Preparer:
    """A recipe, and which columns say whose a row is and when it was."""

    recipe: Recipe
    group: str | None
    time: str | None
    version: str | None = None

    def resampled(self, frame: Frame) -> Frame:
        """Make the rows what the recipe says they are, before anything is split."""
        first = self.recipe.steps[0]
        if not isinstance(first, Resample):
            return frame
        sheet = resampled(1, first, sheet_of_frame(frame))
        return replace(frame.taken(sheet.rows), matrix=sheet.matrix())

    def sides(self, frame: Frame, fold: Fold) -> tuple[Frame, Frame]:
        """Prepare both sides of a fold by what its training rows teach; every row to be judged stays."""
        train, preparation = self._learned(frame.taken(fold.train), strict=False)
        valid = frame.taken(fold.valid)
        return train, _with(valid, apply(preparation, sheet_of_frame(valid)))

    def whole(self, frame: Frame) -> tuple[Frame, Preparation]:
        """Prepare all rows by what they all teach: this is what travels with the model.

        Raises:
            Invalid: the recipe cannot be done on these rows.
        """
        return self._learned(frame, strict=True)

    def _learned(self, frame: Frame, *, strict: bool) -> tuple[Frame, Preparation]:
        prepared = fit(
            sheet_of_frame(frame),
            self.recipe,
            group=self.group,
            time=self.time,
            strict=strict,
            resample=False,
        )
        rows = frame.taken(prepared.sheet.rows)
        if np.unique(rows.target).size < 2:  # noqa: PLR2004 - two values to tell apart
            raise Invalid("the recipe leaves rows of one class only; choose a weaker step")
        preparation = msgspec.structs.replace(prepared.preparation, version=self.version)
        return _with(rows, prepared.sheet), preparation


def prepared_matrix(
    preparation: Preparation, matrix: Floats, *, groups: Keys | None = None, times: Floats | None = None
) -> Floats:
    """Lay out what a model learned from: rows of features in, rows of inputs of the model out.

    Raises:
        Invalid: the recipe smooths, and nobody says whose the rows are and when they were.
    """
    if smooths(preparation):
        _demand(preparation.group, groups)
        _demand(preparation.time, times)
    columns = {name: matrix[:, at] for at, name in enumerate(preparation.inputs)}
    sheet = Sheet(columns, np.arange(len(matrix)), devices=groups, times=times)
    return apply(preparation, sheet).matrix()


def _demand(column: str | None, values: Keys | Floats | None) -> None:
    if column is not None and values is None:
        raise Invalid(f"the recipe smooths over rows and needs the column {column}", column=column)


def _with(frame: Frame, sheet: Sheet) -> Frame:
    names = tuple(sheet.columns)
    categories = {name: words for name, words in frame.categories.items() if name in sheet.columns}
    return replace(frame, matrix=sheet.matrix(), features=names, categories=categories, weights=sheet.weights)
