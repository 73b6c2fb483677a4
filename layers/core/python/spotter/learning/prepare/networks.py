"""An imputer that hides known cells from itself and learns to restore them: an MLP of scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor
from sklearn.utils.validation import check_is_fitted, validate_data

from spotter.errors import Invalid
from spotter.learning.arrays import Floats

HIDDEN_SHARE = 0.25
"""Share of the cells that each copy of a row hides; more and there is too little left to tell from."""

COPIES = 2
"""How often each row is shown, each time with other cells hidden."""

FEWEST_WHOLE_ROWS = 200
"""From so many rows without a missing cell, only those teach; else missing cells count as the mean."""


class NetworkImputer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Fills missing cells with what a rectified network makes of the others."""

    def __init__(
        self,
        hidden: tuple[int, ...] = (64, 32),
        epochs: int = 100,
        sample: int = 20_000,
        seed: int = 0,
        engine: str = "sklearn",
    ) -> None:
        self.hidden = hidden
        self.epochs = epochs
        self.sample = sample
        self.seed = seed
        self.engine = engine

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803 - the interface of scikit-learn
        """Learn from rows with missing cells as NaN."""
        matrix: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        rng = np.random.default_rng(self.seed)
        self.centre_, self.spread_ = _centre_and_spread(matrix)
        rows = _teachers(matrix, self.sample, rng)
        known = ~np.isnan(rows)
        scaled = np.where(known, (rows - self.centre_) / self.spread_, 0.0)
        wanted = np.tile(scaled, (COPIES, 1))
        seen = np.tile(known, (COPIES, 1)) & (rng.random(wanted.shape) >= HIDDEN_SHARE)
        inputs = np.hstack([np.where(seen, wanted, 0.0), (~seen).astype(np.float64)])
        self.network_ = self._network()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.network_.fit(inputs, wanted if wanted.shape[1] > 1 else wanted[:, 0])
        return self

    def transform(self, X: Any) -> Floats:  # noqa: ANN401, N803 - the interface of scikit-learn
        """Fill the missing cells."""
        check_is_fitted(self)
        matrix: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        holes = np.isnan(matrix)
        scaled = np.where(holes, 0.0, (matrix - self.centre_) / self.spread_)
        said = self.network_.predict(np.hstack([scaled, holes.astype(np.float64)])).reshape(matrix.shape)
        return np.where(holes, said * self.spread_ + self.centre_, matrix)

    def get_feature_names_out(self, input_features: Any = None) -> Any:  # noqa: ANN401 - the same
        """Give the names that came in."""
        return self.feature_names_in_ if input_features is None else np.asarray(input_features, dtype=object)

    def _network(self) -> Any:  # noqa: ANN401 - either engine's
        if self.engine == "torch":
            return _autoencoder(tuple(self.hidden), self.epochs, self.seed)
        return MLPRegressor(
            hidden_layer_sizes=tuple(self.hidden),
            max_iter=self.epochs,
            early_stopping=True,
            random_state=self.seed,
        )

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own type
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def _autoencoder(hidden: tuple[int, ...], epochs: int, seed: int) -> Any:  # noqa: ANN401 - PyTorch may not be there
    try:
        from spotter.learning.deep.autoencoder import Autoencoder
    except ModuleNotFoundError as err:
        sentence = (
            "fill_dnn with engine torch needs PyTorch: pip install 'spotter[deep]', or leave engine out"
        )
        raise Invalid(sentence, field="engine") from err
    return Autoencoder(hidden, epochs=epochs, seed=seed)


def _teachers(matrix: Floats, most: int, rng: np.random.Generator) -> Floats:
    whole = matrix[~np.isnan(matrix).any(axis=1)]
    rows = whole if len(whole) >= FEWEST_WHOLE_ROWS else matrix
    return rows[np.sort(rng.choice(len(rows), most, replace=False))] if len(rows) > most else rows


def _centre_and_spread(matrix: Floats) -> tuple[Floats, Floats]:
    known = ~np.isnan(matrix)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, matrix, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, matrix - centre, 0.0) ** 2).sum(axis=0) / count)
    return centre, np.where(spread > 0, spread, 1.0)
