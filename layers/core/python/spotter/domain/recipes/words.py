"""The words of the steps: what each does, when to use it; data, for people who write recipes."""

from __future__ import annotations

from typing import Literal, NamedTuple

Live = Literal["row", "window", "training", "files"]


class Words(NamedTuple):
    """What is said of a step."""

    family: str
    live: Live
    meaning: str
    use: str


_MISSING, _NOISE, _SCALING = "missing data", "noise", "scaling"
_SUPERVISED, _UNSUPERVISED, _BALANCE = "selection by label", "selection without label", "class balance"

WORDS: dict[str, Words] = {
    "drop_rows": Words(
        _MISSING,
        "training",
        "leave out training rows with missing cells",
        "few rows are hit, by chance; never where a sensor that fails is itself a sign",
    ),
    "drop_columns": Words(
        _MISSING,
        "row",
        "leave out columns that are mostly missing",
        "a channel that few devices have",
    ),
    "fill_mean": Words(
        _MISSING, "row", "fill with the column's mean", "values lie evenly around their middle"
    ),
    "fill_median": Words(
        _MISSING, "row", "fill with the column's median", "values are skewed or have outliers"
    ),
    "fill_most_frequent": Words(
        _MISSING,
        "row",
        "fill with the most frequent value",
        "states, codes and categories",
    ),
    "fill_zero": Words(_MISSING, "row", "fill with zero", "missing means that there was none, as in counts"),
    "fill_constant": Words(
        _MISSING,
        "row",
        "fill with a value that you name",
        "you know what a missing cell stands for",
    ),
    "fill_knn": Words(
        _MISSING,
        "row",
        "fill with the mean of the most similar training rows",
        "columns belong together in a way that is no straight line; scale before it",
    ),
    "fill_dnn": Words(
        _MISSING,
        "row",
        "fill with what a neural network restores from the other cells of the row",
        "many rows and columns that depend on each other; scale is taken care of",
    ),
    "fill_regression": Words(
        _MISSING,
        "row",
        "fill with a linear regression on the other columns, again and again",
        "columns follow each other in straight lines, as sensors of one place do",
    ),
    "smooth_linear": Words(
        _NOISE,
        "window",
        "replace each value by a straight line through its window",
        "noisy channels whose trend matters",
    ),
    "smooth_savgol": Words(
        _NOISE,
        "files",
        "replace each value by a polynomial through its window (Savitzky-Golay)",
        "evenly sampled channels whose peaks must keep their height",
    ),
    "smooth_median": Words(
        _NOISE,
        "window",
        "replace each value by the median of its window",
        "short spikes on steady channels",
    ),
    "outliers_hampel": Words(
        _NOISE,
        "window",
        "replace only values far from the median of their window (Hampel)",
        "single wrong readings; everything else must stay as measured",
    ),
    "resample": Words(
        _NOISE,
        "training",
        "make one row of all rows of a device in a stretch of time",
        "devices report at different rates, or far more often than anything changes",
    ),
    "scale_min_max": Words(
        _SCALING, "row", "stretch to a fixed range", "the range is known and has no outliers"
    ),
    "scale_standard": Words(_SCALING, "row", "mean 0, standard deviation 1", "most learners beside trees"),
    "scale_max_abs": Words(_SCALING, "row", "divide by the largest absolute value", "zero means something"),
    "scale_robust": Words(_SCALING, "row", "median 0, middle half 1 wide", "there are outliers that stay"),
    "select_mutual_information": Words(
        _SUPERVISED,
        "row",
        "keep the columns that say most about the label, in whatever way (a filter)",
        "the relation need not be a straight line",
    ),
    "select_anova": Words(
        _SUPERVISED,
        "row",
        "keep the columns whose means differ most between classes (a filter)",
        "fast; each column is looked at alone",
    ),
    "select_chi2": Words(
        _SUPERVISED,
        "row",
        "keep the columns whose counts differ most between classes (a filter)",
        "counts and shares that are never negative",
    ),
    "select_recursive": Words(
        _SUPERVISED,
        "row",
        "take the weakest column of a linear model away, again and again (a wrapper)",
        "columns overlap; slower",
    ),
    "select_sequential": Words(
        _SUPERVISED,
        "row",
        "add the column that helps a linear model most, again and again (a wrapper)",
        "few columns are wanted; slow",
    ),
    "select_l1": Words(
        _SUPERVISED,
        "row",
        "keep what a linear model with an L1 penalty uses (intrinsic)",
        "many columns, few of which matter",
    ),
    "select_trees": Words(
        _SUPERVISED,
        "row",
        "keep the columns of which a forest of trees gains most (intrinsic)",
        "columns matter together or in steps",
    ),
    "select_variance": Words(
        _UNSUPERVISED,
        "row",
        "leave out columns that hardly change",
        "constant and dead channels",
    ),
    "select_correlation": Words(
        _UNSUPERVISED,
        "row",
        "keep one column of each cluster that moves together",
        "redundant sensors",
    ),
    "select_pca": Words(
        _UNSUPERVISED,
        "row",
        "keep the columns that load most on the main directions of the data",
        "there is no label yet; scale before it",
    ),
    "balance_weights": Words(
        _BALANCE,
        "training",
        "let rows of rare classes count more",
        "danger is rare; nothing is thrown away",
    ),
    "balance_under": Words(
        _BALANCE,
        "training",
        "leave out rows of frequent classes",
        "there are more rows than time",
    ),
    "balance_over": Words(
        _BALANCE,
        "training",
        "repeat rows of rare classes",
        "few rows, and a learner without weights",
    ),
}

PARAMETERS: dict[str, str] = {
    "columns": "which columns, also with a star (acc_*); all numeric features when left out",
    "marks": "also give the model a 0/1 column that says which cells were filled",
    "drop_rows.most_missing": "share of the columns that may be missing in a row that stays",
    "drop_columns.most_missing": "share of the training rows that may be missing in a column that stays",
    "value": "the value",
    "neighbours": "how many similar rows are averaged",
    "donors": "how many training rows are drawn to be compared with",
    "seed": "what chance begins with: the same seed, the same result",
    "hidden": "units of each hidden layer",
    "epochs": "how often all rows are shown at most",
    "engine": "what trains the network; torch needs the extra spotter[deep]",
    "sample": "how many training rows are drawn to learn from",
    "fill_regression.rounds": "how many rounds over all columns at most",
    "window": "length in the unit of the time column (seconds for dates), in rows where there is none",
    "causal": "look back only, as live scoring must; otherwise the row is the middle of its window",
    "deviations": "how many scaled median deviations are still believed",
    "instead": "what an outlier becomes: the median of its window, or missing",
    "rows": "how many rows the window holds (odd where it is not causal)",
    "degree": "degree of the polynomial",
    "every": "length of a stretch, in the unit of the time column (seconds for dates)",
    "take": "what a stretch becomes in each numeric feature",
    "scale_min_max.low": "what the least value becomes",
    "scale_min_max.high": "what the largest value becomes",
    "scale_robust.low": "the lower percentile",
    "scale_robust.high": "the upper percentile",
    "keep": "how many columns stay",
    "direction": "forward adds columns, backward takes them away",
    "strength": "how easily weights are allowed (the inverse of the penalty)",
    "least": "variance that a column must exceed",
    "limit": "absolute correlation from which columns are one cluster",
    "explain": "share of the variance that the components must explain",
    "ratio": "how many times as many rows the most frequent class may have as the rarest",
}
