"""Steps of recipes beside selections: missing data, noise, scaling, balance."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=1, le=100_000)]
Positive = Annotated[float, Meta(gt=0, le=1e9)]
Seed = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class OnColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step"):
    """What every step has."""

    columns: Annotated[tuple[str, ...], Meta(max_length=2_000)] = ()


class Filling(OnColumns, frozen=True, kw_only=True):
    """What every step has that fills cells; `marks` adds a 0/1 column `<name>__filled` for the model."""

    marks: bool = False


class DropRows(OnColumns, frozen=True, kw_only=True, tag="drop_rows"):
    """Training rows go of which more than this share of the columns is missing."""

    most_missing: Share = 0.0


class DropColumns(OnColumns, frozen=True, kw_only=True, tag="drop_columns"):
    """Columns go of which more than this share of the training rows is missing."""

    most_missing: Share = 0.5


class FillMean(Filling, frozen=True, kw_only=True, tag="fill_mean"):
    """The mean of the training rows."""


class FillMedian(Filling, frozen=True, kw_only=True, tag="fill_median"):
    """The median of the training rows."""


class FillMostFrequent(Filling, frozen=True, kw_only=True, tag="fill_most_frequent"):
    """The most frequent value of the training rows; the smallest of several."""


class FillZero(Filling, frozen=True, kw_only=True, tag="fill_zero"):
    """Zero."""


class FillConstant(Filling, frozen=True, kw_only=True, tag="fill_constant"):
    """One value that a person names."""

    value: float


class FillNeighbours(Filling, frozen=True, kw_only=True, tag="fill_knn"):
    """The mean of the nearest training rows; `donors` of them are drawn to be looked at."""

    neighbours: Annotated[int, Meta(ge=1, le=100)] = 5
    donors: Annotated[int, Meta(ge=1, le=20_000)] = 500
    seed: Seed = 0


class FillNetwork(Filling, frozen=True, kw_only=True, tag="fill_dnn"):
    """A network that learned to restore hidden cells; `sample` training rows teach it.

    `engine` is what trains it: scikit-learn, or PyTorch where the extra `spotter[deep]` is installed. What it
    learned is matrices either way, and is applied without either.
    """

    hidden: Annotated[tuple[Annotated[int, Meta(ge=1, le=512)], ...], Meta(min_length=1, max_length=4)] = (
        64,
        32,
    )
    epochs: Annotated[int, Meta(ge=1, le=1_000)] = 100
    sample: Count = 20_000
    engine: Literal["sklearn", "torch"] = "sklearn"
    seed: Seed = 0


class FillRegression(Filling, frozen=True, kw_only=True, tag="fill_regression"):
    """A linear regression of each column on the others, several rounds; `sample` training rows teach it."""

    rounds: Annotated[int, Meta(ge=1, le=50)] = 10
    sample: Count = 20_000
    seed: Seed = 0


class Smoothing(OnColumns, frozen=True, kw_only=True):
    """What every step has that looks at neighbouring rows of one device in time.

    `window` is in the unit of the time column (seconds for dates), or in rows where there is none. A `causal`
    window ends with the row; otherwise the row is its middle, which needs the future.
    """

    window: Positive = 5.0
    causal: bool = True


class SmoothLinear(Smoothing, frozen=True, kw_only=True, tag="smooth_linear"):
    """The value, at the row, of a straight line through the window (least squares)."""


class SmoothMedian(Smoothing, frozen=True, kw_only=True, tag="smooth_median"):
    """The median of the window."""


class ReplaceOutliers(Smoothing, frozen=True, kw_only=True, tag="outliers_hampel"):
    """Values further from the window's median than so many scaled median deviations (Hampel)."""

    deviations: Positive = 3.0
    instead: Literal["median", "missing"] = "median"


class SmoothSavgol(OnColumns, frozen=True, kw_only=True, tag="smooth_savgol"):
    """A polynomial through so many rows at even distances (Savitzky-Golay)."""

    rows: Annotated[int, Meta(ge=3, le=501)] = 7
    degree: Annotated[int, Meta(ge=0, le=6)] = 2
    causal: bool = True


class Resample(OnColumns, frozen=True, kw_only=True, tag="resample"):
    """One training row for each device and stretch of time; the rest of it is that of the last row."""

    every: Positive
    take: Literal["mean", "median", "minimum", "maximum", "last"] = "mean"


class ScaleMinMax(OnColumns, frozen=True, kw_only=True, tag="scale_min_max"):
    """From the least and the largest training value to `low` and `high`."""

    low: float = 0.0
    high: float = 1.0


class ScaleStandard(OnColumns, frozen=True, kw_only=True, tag="scale_standard"):
    """Mean 0 and standard deviation 1 on the training rows."""


class ScaleMaxAbs(OnColumns, frozen=True, kw_only=True, tag="scale_max_abs"):
    """Divided by the largest absolute training value."""


class ScaleRobust(OnColumns, frozen=True, kw_only=True, tag="scale_robust"):
    """Median 0, and the distance between two percentiles 1, on the training rows."""

    low: Annotated[float, Meta(ge=0, le=100)] = 25.0
    high: Annotated[float, Meta(ge=0, le=100)] = 75.0


class BalanceWeights(OnColumns, frozen=True, kw_only=True, tag="balance_weights"):
    """Training rows of rare classes count more, so that each class counts the same."""


class BalanceUnder(OnColumns, frozen=True, kw_only=True, tag="balance_under"):
    """Training rows of frequent classes are left out until none has more than `ratio` times the rarest."""

    ratio: Annotated[float, Meta(ge=1)] = 1.0
    seed: Seed = 0


class BalanceOver(OnColumns, frozen=True, kw_only=True, tag="balance_over"):
    """Training rows of rare classes are repeated until the most frequent has `ratio` times as many."""

    ratio: Annotated[float, Meta(ge=1)] = 1.0
    seed: Seed = 0


Fill = FillMean | FillMedian | FillMostFrequent | FillZero | FillConstant
Learned = FillNeighbours | FillNetwork | FillRegression
Noise = SmoothLinear | SmoothMedian | ReplaceOutliers | SmoothSavgol
Scaling = ScaleMinMax | ScaleStandard | ScaleMaxAbs | ScaleRobust
Balance = BalanceWeights | BalanceUnder | BalanceOver
Rows = DropRows | Resample
