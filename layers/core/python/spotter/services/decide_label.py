"""Make what was decided the marked label that models are learned from, with who decided it and when."""

from __future__ import annotations

from spotter.contracts.annotations import Decision
from spotter.contracts.names import LabelName, SiteName, Tenant
from spotter.errors import Conflict, Invalid, Lossy
from spotter.services.mark_label import MOST_INTERVALS
from spotter.services.note_things import note_labels
from spotter.stores.models import MarkedIntervals, Models


def decide_label(
    models: Models, at: tuple[Tenant, SiteName, LabelName], marked: MarkedIntervals, *, replace: bool
) -> MarkedIntervals:
    """Put a decided label in the place of the one before; of one that was decided otherwise only if meant.

    Raises:
        Lossy: the label was marked by hand, or decided in another way; `replace` does it all the same.
        Invalid: there are more intervals than a label has.
        Conflict: somebody else marked or decided in the same moment.
    """
    decision = marked.decision
    if decision is None:
        raise Invalid("a decided label says who decided it", field="decision")
    most = max(len(marked.intervals), len(marked.excluded))
    if most > MOST_INTERVALS:
        raise Invalid(f"a label has at most {MOST_INTERVALS} intervals", given=most)
    seen = models.intervals(*at)
    if seen is not None and not replace:
        _refuse_loss(at[2], seen.document, decision)
    expected = seen.version if seen else None
    try:
        models.decide(at, marked, decision, expected=expected)
    except Conflict as err:
        remedy = "somebody else marked in the same moment: try again"
        raise Conflict("label", at[2], expected=expected, remedy=remedy) from err
    note_labels(models, at, now=decision.at)
    return marked


def _refuse_loss(label: LabelName, before: MarkedIntervals, decision: Decision) -> None:
    if before.decision is not None:
        by_annotators = {before.decision.how, decision.how} <= {"majority", "annotator"}
        if by_annotators or (before.decision.how, before.decision.rule) == (decision.how, decision.rule):
            return
        done = f"decided by {before.decision.how}"
    elif before.intervals:
        done = f"marked by hand ({len(before.intervals)} intervals)"
    else:
        return
    raise Lossy(f"{label} was {done}; say --replace to put this in its place", label=label)
