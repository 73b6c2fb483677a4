"""What is not as it should be in the performance of alarms, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from spotter.contracts.alarm_load import AlarmMetrics, LoadNorms
from spotter.contracts.alarms import AlarmClass

_MINOR = (AlarmClass.LOW, AlarmClass.ADVISORY)


def findings_of(metrics: AlarmMetrics, norms: LoadNorms) -> AlarmMetrics:
    """Give the metrics with a sentence for each number that misses its target."""
    said = (*_of_load(metrics, norms), *_of_behaviour(metrics, norms), *_of_times(metrics, norms))
    return msgspec.structs.replace(metrics, findings=said)


def _of_load(metrics: AlarmMetrics, norms: LoadNorms) -> Iterator[str]:
    load = metrics.load
    if load.per_day >= norms.overload_per_day:
        yield f"{load.per_day:.4g} alarms a day per position overload people ({norms.overload_per_day:g} do)"
    elif load.per_day > norms.manageable_per_day:
        yield f"{load.per_day:.4g} alarms a day per position are more than {norms.manageable_per_day:g}"
    if load.floods:
        minutes = norms.flood_window_s / 60
        sentence = (
            f"up to {load.most_in_10_min} alarms in {minutes:g} minutes, {load.flood_share:.3g} % of time"
        )
        yield f"{load.floods} floods: {sentence}"


def _of_behaviour(metrics: AlarmMetrics, norms: LoadNorms) -> Iterator[str]:
    if metrics.stale:
        yield f"{len(metrics.stale)} alarms stood for more than {norms.stale_after_s / 3600:g} hours"
    if metrics.chattering:
        yield f"{len(metrics.chattering)} alarms chatter: give them a deadband or an off-delay"
    share = {each.alarm_class: each.share for each in metrics.classes}
    critical, minor = share[AlarmClass.LIFE_SAFETY], sum(share[each] for each in _MINOR)
    if critical > norms.most_critical_share:
        yield f"{critical:.3g} % of alarms are life-safety; at most {norms.most_critical_share:g} % should be"
    if metrics.load.raised and minor < norms.least_minor_share:
        yield f"{minor:.3g} % of alarms are low or advisory; {norms.least_minor_share:g} % should be"


def _of_times(metrics: AlarmMetrics, norms: LoadNorms) -> Iterator[str]:
    answered = metrics.to_acknowledge
    if not answered.count + answered.missing:
        return
    for kept, target in zip(answered.within, norms.targets, strict=True):
        if kept.share < target.share:
            said = f"{kept.share:.3g} % were acknowledged within {kept.within_s:g} s of the page"
            yield f"{said}; {target.share:g} % should be"
