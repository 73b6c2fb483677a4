"""Steps of recipes that choose columns."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from spotter.contracts.steps import Count, OnColumns, Positive, Seed, Share


class Selecting(OnColumns, frozen=True, kw_only=True):
    """What every step has that keeps the best `keep` columns of those it works on."""

    keep: Count = 10
    seed: Seed = 0


class SelectMutualInformation(Selecting, frozen=True, kw_only=True, tag="select_mutual_information"):
    """By mutual information with the label."""


class SelectAnova(Selecting, frozen=True, kw_only=True, tag="select_anova"):
    """By the F statistic against the label."""


class SelectChi2(Selecting, frozen=True, kw_only=True, tag="select_chi2"):
    """By the chi-squared statistic against the classes; values must not be negative."""


class SelectRecursive(Selecting, frozen=True, kw_only=True, tag="select_recursive"):
    """A linear model is fitted, the weakest column goes, and again."""


class SelectSequential(Selecting, frozen=True, kw_only=True, tag="select_sequential"):
    """Columns are added (or taken away) one by one, the one first that helps a linear model most."""

    direction: Literal["forward", "backward"] = "forward"


class SelectL1(Selecting, frozen=True, kw_only=True, tag="select_l1"):
    """By the weights that a linear model with an L1 penalty leaves."""

    strength: Positive = 1.0


class SelectTrees(Selecting, frozen=True, kw_only=True, tag="select_trees"):
    """By the gain that a forest of trees has of each column."""


class SelectVariance(OnColumns, frozen=True, kw_only=True, tag="select_variance"):
    """Columns go whose variance on the training rows is not above `least`; by default constant ones."""

    least: Annotated[float, Meta(ge=0)] = 0.0


class SelectCorrelation(OnColumns, frozen=True, kw_only=True, tag="select_correlation"):
    """Columns that correlate above `limit` form a cluster, and its most central one stays."""

    limit: Share = 0.95


class SelectPca(Selecting, frozen=True, kw_only=True, tag="select_pca"):
    """The columns that load most on the components that explain `explain` of the variance."""

    explain: Share = 0.95


Selection = (
    SelectMutualInformation
    | SelectAnova
    | SelectChi2
    | SelectRecursive
    | SelectSequential
    | SelectL1
    | SelectTrees
    | SelectVariance
    | SelectCorrelation
    | SelectPca
)
