"""Measure how far the annotators of a label agree."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.names import LabelName, SiteName, Tenant
from spotter.domain.agreement import Pair, Stretch, mean_kappa, pairs
from spotter.errors import Invalid, NotFound
from spotter.stores.annotations import Annotations
from spotter.stores.registry import Registry


class Agreement(NamedTuple):
    """Every two annotators compared, and the mean of their kappas."""

    annotators: tuple[str, ...]
    pairs: tuple[Pair, ...]
    mean_kappa: float | None


def measure_agreement(
    annotations: Annotations,
    registry: Registry,
    at: tuple[Tenant, SiteName],
    label: LabelName,
    within: Stretch | None = None,
) -> Agreement:
    """Compare what the annotators of a label say, by Cohen's kappa over time.

    Raises:
        NotFound: there is no such site, or nobody annotated it with this label.
        Invalid: the time ends before it begins.
    """
    registry.site(*at)
    if within is not None and within[0] >= within[1]:
        raise Invalid("until must be after since", field="until")
    opinions = annotations.of_site(*at)
    annotators = tuple(sorted({each.annotator for each in opinions if each.label == label}))
    if not annotators:
        raise NotFound("annotated label", label)
    compared = tuple(pairs(opinions, label, within))
    return Agreement(annotators, compared, mean_kappa(compared))
