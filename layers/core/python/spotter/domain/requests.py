"""Training requests: what can be asked of learning, checked before anything is read."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import pairwise

from spotter.contracts.labels import AnomalyLabel, LevelsLabel, MarkedLabel, ValueLabel
from spotter.contracts.learning import TrainingRequest, WindowSpec
from spotter.contracts.names import ModelName, RuleName, slug
from spotter.contracts.profiles import ChannelType, Profile
from spotter.domain.algorithms import ANOMALY, TRAITS, task_of
from spotter.domain.features import OF_THE_AIR, channels_of
from spotter.errors import Invalid

MOST_TRIALS = 30
"""Trials are not watched by a clock, and a function has fifteen minutes."""

LONGEST_BUDGET_S = 600.0
"""A training function lives 15 minutes at most; the rest is for reading, calibrating and writing."""

MOST_FEATURES = 500
"""A row of more is slower to make than a device is to measure."""

VALUE_METRICS = frozenset({"rmse", "mae"})
"""Metrics of values: they say nothing of classes."""

LONGEST_WINDOW_S = 3600.0
"""The tail of a device, which live scoring reads and writes, must hold a whole window."""


def refuse_unlearnable(request: TrainingRequest, profile: Profile) -> None:
    """Check that a request can be learned from devices of a profile.

    Raises:
        Invalid: it cannot; the sentence says which field and why.
    """
    _names(request)
    refuse_uncomputable(request.window, profile)
    _numbers(request)
    for moment in (request.since, request.until):
        _demand("since", "since and until need a time zone", passed=_is_aware(moment))
    _demand("until", "until must be after since", passed=request.since < request.until)
    if not isinstance(request.label, MarkedLabel | AnomalyLabel):
        _numeric(request.label.channel, profile)
    _algorithm(request)


def refuse_uncomputable(window: WindowSpec, profile: Profile) -> None:
    """Check that features can be computed for devices of a profile.

    Raises:
        Invalid: they cannot; the sentence says which field and why.
    """
    usual = window.channels and window.statistics
    _demand("window.channels", "a window needs a channel with a statistic", passed=bool(usual or window.more))
    names = window.feature_names
    _demand("window", "a channel or statistic is named twice", passed=len(set(names)) == len(names))
    _demand("window", f"has at most {MOST_FEATURES} features", passed=len(names) <= MOST_FEATURES)
    spans = [window.length_s, *(each.length_s for each in window.more)]
    longest = f"must be up to {LONGEST_WINDOW_S:.0f} s, the lag included"
    _demand("length_s", longest, passed=min(spans) > 0 and window.span_s <= LONGEST_WINDOW_S)
    _demand("lag_s", "must not be negative", passed=all(each.lag_s >= 0 for each in window.more))
    for channel in channels_of(window):
        if not channel.startswith(OF_THE_AIR):
            _numeric(channel, profile)


def advisory_rule(model: ModelName) -> RuleName:
    """Name the rule under which a model raises its advisories.

    Raises:
        Invalid: the model's name is too long for that.

    >>> advisory_rule(ModelName("fall"))
    'model-fall'
    """
    return RuleName(slug(f"model-{model}", field="model"))


def _names(request: TrainingRequest) -> None:
    fields = {"tenant": request.tenant, "site": request.site, "profile": request.profile}
    for field, name in fields.items():
        slug(name, field=field)
    advisory_rule(request.model)
    if isinstance(request.label, MarkedLabel):
        slug(request.label.label, field="label")


def _numbers(request: TrainingRequest) -> None:
    budget, length = request.budget_s, request.window.length_s
    _demand("budget_s", f"must be up to {LONGEST_BUDGET_S:.0f} s", passed=0 < budget <= LONGEST_BUDGET_S)
    trials = f"must be from 1 to {MOST_TRIALS}"
    _demand("trials", trials, passed=request.trials is None or 1 <= request.trials <= MOST_TRIALS)
    _demand("holdout_share", "must be between 0 and 1", passed=0 < request.holdout_share < 1)
    rate = request.false_alarms_per_device_hour
    _demand("false_alarms_per_device_hour", "must not be negative", passed=0 <= rate < math.inf)
    classes = request.metric not in VALUE_METRICS or isinstance(request.label, ValueLabel)
    _demand("metric", f"{request.metric} is of values, and the label has classes", passed=classes)
    if isinstance(request.label, MarkedLabel):
        _demand("overlap_s", "must not exceed the window", passed=0 <= request.label.overlap_s <= length)
    elif not isinstance(request.label, AnomalyLabel):
        _demand("horizon_s", "must be positive", passed=0 < request.label.horizon_s <= LONGEST_WINDOW_S)
    if isinstance(request.label, LevelsLabel):
        rising = all(low < high for low, high in pairwise(request.label.limits))
        _demand(
            "limits",
            "must be one or more, each above the one before",
            passed=rising and bool(request.label.limits),
        )


def _algorithm(request: TrainingRequest) -> None:
    task = task_of(request.label)
    if task == ANOMALY:
        _demand("recipe", "is fitted to a label, and there is none", passed=request.recipe is None)
    if request.algorithm == "auto":
        return
    fitting = ", ".join(traits.name for traits in TRAITS.values() if task in traits.tasks)
    sentence = (
        f"{request.algorithm} needs a label; these need none: {fitting}"
        if task == ANOMALY
        else f"{request.algorithm} does not learn a {task} label; these do: {fitting}"
    )
    _demand("algorithm", sentence, passed=task in TRAITS[request.algorithm].tasks)


def _numeric(name: str, profile: Profile) -> None:
    channel = profile.channels.get(name)
    known = f"profile {profile.name} has no channel {name[:80]}"
    _demand("channel", known, passed=channel is not None)
    text = channel is not None and channel.type is ChannelType.STRING
    _demand("channel", f"channel {name[:80]} holds texts, which are no features", passed=not text)


def _is_aware(moment: datetime) -> bool:
    return moment.utcoffset() is not None


def _demand(field: str, sentence: str, *, passed: bool) -> None:
    if not passed:
        raise Invalid(f"{field}: {sentence}", field=field)
