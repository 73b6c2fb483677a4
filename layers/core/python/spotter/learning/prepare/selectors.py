"""Selectors without a label that scikit-learn does not have, in its own form."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.cluster import AgglomerativeClustering
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectorMixin
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted, validate_data

from spotter.learning.arrays import Flags, Floats


class MostlyThere(SelectorMixin, BaseEstimator):  # type: ignore[misc]
    """Columns go of which more than a share of the rows is missing."""

    def __init__(self, most_missing: float = 0.5) -> None:
        self.most_missing = most_missing

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803 - the interface of scikit-learn
        """Count."""
        matrix: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        self.stays_ = np.isnan(matrix).mean(axis=0) <= self.most_missing
        return self

    def _get_support_mask(self) -> Flags:
        check_is_fitted(self)
        return np.asarray(self.stays_)

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own type
        return _taking_holes(super().__sklearn_tags__())


class LeaveOut(SelectorMixin, BaseEstimator):  # type: ignore[misc]
    """Every column goes: those that only say which device a row is of, and when it was."""

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803 - the interface of scikit-learn
        """Count the columns."""
        self.stays_ = np.zeros(np.shape(X)[1], dtype=np.bool_)
        return self

    def _get_support_mask(self) -> Flags:
        return np.asarray(self.stays_)

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own type
        return _taking_holes(super().__sklearn_tags__())


class CorrelationClusters(SelectorMixin, BaseEstimator):  # type: ignore[misc]
    """Columns whose absolute correlation is above a limit, all with all, are a cluster; its centre stays."""

    def __init__(self, limit: float = 0.95) -> None:
        self.limit = limit

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803 - the interface of scikit-learn
        """Find the clusters."""
        matrix: Floats = validate_data(self, X, dtype=np.float64)
        likeness = _correlations(matrix)
        self.clusters_ = _clusters(likeness, self.limit)
        self.stays_ = np.zeros(matrix.shape[1], dtype=np.bool_)
        for cluster in np.unique(self.clusters_):
            members = np.flatnonzero(self.clusters_ == cluster)
            central = likeness[np.ix_(members, members)].sum(axis=1)
            self.stays_[members[int(central.argmax())]] = True
        return self

    def _get_support_mask(self) -> Flags:
        check_is_fitted(self)
        return np.asarray(self.stays_)


class ComponentLoadings(SelectorMixin, BaseEstimator):  # type: ignore[misc]
    """The columns with the largest loadings on the components that explain a share of the variance."""

    def __init__(self, keep: int = 10, explain: float = 0.95) -> None:
        self.keep = keep
        self.explain = explain

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803 - the interface of scikit-learn
        """Find the components of the scaled columns, and what loads on them."""
        matrix = StandardScaler().fit_transform(validate_data(self, X, dtype=np.float64))
        pca = PCA(svd_solver="full").fit(matrix)
        reached = np.searchsorted(np.cumsum(pca.explained_variance_ratio_), self.explain) + 1
        used = slice(0, int(min(reached, pca.components_.shape[0])))
        shares = pca.explained_variance_ratio_[used, None]
        self.scores_ = (shares * pca.components_[used] ** 2).sum(axis=0)
        best = np.argsort(-self.scores_, kind="stable")[: self.keep]
        self.stays_ = np.isin(np.arange(matrix.shape[1]), best)
        return self

    def _get_support_mask(self) -> Flags:
        check_is_fitted(self)
        return np.asarray(self.stays_)


def _correlations(matrix: Floats) -> Floats:
    """Correlate; a constant column is like itself only."""
    centred = matrix - matrix.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(length > 0, length, 1.0)
    likeness: Floats = np.clip(np.abs(unit.T @ unit), 0.0, 1.0)
    np.fill_diagonal(likeness, 1.0)
    return likeness


def _clusters(likeness: Floats, limit: float) -> Any:  # noqa: ANN401 - labels of scikit-learn
    if likeness.shape[0] == 1:
        return np.zeros(1, dtype=np.int64)
    clustering = AgglomerativeClustering(
        n_clusters=None,
        metric="precomputed",
        linkage="complete",
        distance_threshold=float(np.nextafter(1.0 - limit, 2.0)),
    )
    return clustering.fit_predict(1.0 - likeness)


def _taking_holes(tags: Any) -> Any:  # noqa: ANN401 - scikit-learn's own type
    tags.input_tags.allow_nan = True
    return tags
