"""Annotations, agreement and decided labels over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from spotter.contracts.annotations import Decision
from spotter.contracts.http.annotations import (
    AdjudicationBody,
    AgreementAnswer,
    AnnotationAnswer,
    AnnotationsAnswer,
    AnnotationsBody,
    DecidedLabelAnswer,
    DecisionAnswer,
    FromAlarmsAnswer,
    FromAlarmsBody,
    PairAnswer,
)
from spotter.contracts.http.learning import IntervalAnswer
from spotter.contracts.http.models import Moment
from spotter.contracts.labels import Interval
from spotter.contracts.names import LabelName, RuleName, SiteName
from spotter.domain.annotation_sheets import AnnotationRow
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.names import LabelPath, SitePath
from spotter.entry.web.parts import ForConsole
from spotter.errors import Invalid
from spotter.services.adjudicate_label import AdjudicateLabel
from spotter.services.find_label import find_label
from spotter.services.import_annotations import ImportAnnotations
from spotter.services.label_from_alarms import Around, LabelFromAlarms
from spotter.services.measure_agreement import measure_agreement
from spotter.stores.models import MarkedIntervals

router = APIRouter(prefix="/v1/sites", tags=["labels"])


@router.post("/{site}/annotations")
async def import_annotations(
    site: SitePath, body: AnnotationsBody, parts: ForConsole, who: AnEngineer
) -> AnnotationsAnswer:
    """Take an annotation file if every row is good; else say what is wrong with which, and write nothing."""
    bring_in = ImportAnnotations(parts.models.annotations, parts.registry)
    rows = [as_struct(each, AnnotationRow) for each in body.annotations]
    done = bring_in(who.tenant, site, rows, by=who.name, now=parts.clock(), dry_run=body.dry_run)
    said = tuple(map(AnnotationAnswer.model_validate, done.results))
    return AnnotationsAnswer(written=done.written, rows=said)


@router.get("/{site}/labels/{label}")
async def show_label(
    site: SitePath, label: LabelPath, parts: ForConsole, who: AnEngineer
) -> DecidedLabelAnswer:
    """Show what carries a label, and every decision on it."""
    parts.registry.site(who.tenant, site)
    marked = find_label(parts.models, who.tenant, site, label)
    return decided(site, label, marked, parts.models.decisions(who.tenant, site, label))


@router.get("/{site}/labels/{label}/agreement")
async def show_agreement(
    site: SitePath,
    label: LabelPath,
    parts: ForConsole,
    who: AnEngineer,
    *,
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
) -> AgreementAnswer:
    """Compare the annotators of a label by Cohen's kappa over time."""
    if (since is None) != (until is None):
        raise Invalid("say both since and until, or neither", field="since")
    within = (since, until) if since and until else None
    at = (who.tenant, site)
    found = measure_agreement(parts.models.annotations, parts.registry, at, label, within)
    pairs = tuple(
        PairAnswer(
            **each._asdict() | each.shares._asdict(),
            observed=each.shares.observed,
            kappa=each.shares.kappa,
        )
        for each in found.pairs
    )
    return AgreementAnswer(
        site=site, label=label, annotators=found.annotators, pairs=pairs, mean_kappa=found.mean_kappa
    )


@router.post("/{site}/labels/{label}/adjudication")
async def adjudicate_label(
    site: SitePath, label: LabelPath, body: AdjudicationBody, parts: ForConsole, who: AnEngineer
) -> DecidedLabelAnswer:
    """Decide what carries a label where annotators differ: by most of them, or by a named one."""
    marked = AdjudicateLabel(parts.models, parts.registry)(
        (who.tenant, site),
        label,
        annotator=body.annotator,
        by=who.name,
        now=parts.clock(),
        replace=body.replace,
    )
    return decided(site, label, marked)


@router.post("/{site}/labels/{label}/from-alarms")
async def label_from_alarms(
    site: SitePath, label: LabelPath, body: FromAlarmsBody, parts: ForConsole, who: AnEngineer
) -> FromAlarmsAnswer:
    """Label the time around a rule's alarms by what people said of them."""
    around = Around(RuleName(body.rule), timedelta(seconds=body.before_s), timedelta(seconds=body.after_s))
    marked, found = LabelFromAlarms(parts.models, parts.registry, parts.ledger)(
        (who.tenant, site), label, around, by=who.name, now=parts.clock(), replace=body.replace
    )
    answer = decided(site, label, marked)
    return FromAlarmsAnswer(**dict(answer), counts=dict(found.counts), negative=_intervals(found.negative))


def decided(
    site: SiteName, label: LabelName, marked: MarkedIntervals, earlier: Sequence[Decision] = ()
) -> DecidedLabelAnswer:
    """Tell what carries a label, and who decided so."""
    return DecidedLabelAnswer(
        site=site,
        label=label,
        intervals=_intervals(marked.intervals),
        excluded=_intervals(marked.excluded),
        decision=None if marked.decision is None else DecisionAnswer.model_validate(marked.decision),
        earlier=tuple(map(DecisionAnswer.model_validate, earlier)),
    )


def _intervals(intervals: Sequence[Interval]) -> tuple[IntervalAnswer, ...]:
    return tuple(map(IntervalAnswer.model_validate, intervals))
