"""Adjudicate a label: where annotators differ, most of them or a named one decide."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from spotter.contracts.annotations import Decision
from spotter.contracts.names import LabelName, SiteName, Tenant
from spotter.domain.agreement import intervals_of, majority, mean_kappa, pairs, seconds
from spotter.errors import NotFound
from spotter.services.decide_label import decide_label
from spotter.stores.models import MarkedIntervals, Models
from spotter.stores.registry import Registry


class AdjudicateLabel(NamedTuple):
    """The use case with the stores that it works on."""

    models: Models
    registry: Registry

    def __call__(
        self,
        at: tuple[Tenant, SiteName],
        label: LabelName,
        *,
        annotator: str | None,
        by: str,
        now: datetime,
        replace: bool,
    ) -> MarkedIntervals:
        """Decide what carries a label: what most say, or what the named annotator says.

        Time on which as many say yes as no is left out of training.

        Raises:
            NotFound: there is no such site, annotated label or annotator of it.
            Lossy: the label was marked by hand; `replace` does it all the same.
        """
        self.registry.site(*at)
        opinions = self.models.annotations.of_site(*at)
        names = tuple(sorted({each.annotator for each in opinions if each.label == label}))
        if not names:
            raise NotFound("annotated label", label)
        if annotator is not None and annotator not in names:
            raise NotFound(f"annotator of {label}", annotator, annotators=list(names))
        most = majority(opinions, label)
        decided = most.decided if annotator is None else intervals_of(opinions, label, annotator)
        undecided = most.undecided if annotator is None else ()
        decision = Decision(
            how="majority" if annotator is None else "annotator",
            by=by,
            at=now,
            annotators=names if annotator is None else (annotator,),
            undecided_s=seconds(undecided),
            kappa=mean_kappa(pairs(opinions, label)),
        )
        marked = MarkedIntervals(decided, undecided, decision)
        return decide_label(self.models, (*at, label), marked, replace=replace)
