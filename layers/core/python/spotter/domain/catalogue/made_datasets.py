"""What the catalogue says of datasets: frozen versions, labelled training sets, and sets of labels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from spotter.contracts.annotations import Decision
from spotter.contracts.catalogue import Entry, HeldFile, Kind, Triple
from spotter.contracts.datasets import DatasetManifest, VersionEntry
from spotter.contracts.labels import Interval, MarkedLabel
from spotter.contracts.learning import DatasetVersion
from spotter.contracts.names import LabelName, SiteName, Tenant
from spotter.domain.agreement import seconds
from spotter.domain.catalogue.telling import (
    PARENT,
    Said,
    code_id,
    each_of,
    linked,
    recipe_id,
    thing_id,
    triples_of,
)
from spotter.domain.danger import word_for


def entry_of_version(
    manifest: DatasetManifest,
    listed: VersionEntry,
    *,
    is_current: bool,
    files: Sequence[HeldFile],
    drift: str | None = None,
) -> Entry:
    """Describe a frozen version of a dataset; one that was deleted is retired with the reason.

    `drift` is the skew that its check found.
    """
    definition = manifest.definition
    sites = definition.sites if definition else ()
    stone = listed.deleted
    return Entry(
        tenant=manifest.tenant,
        kind=Kind.DATASET,
        name=manifest.dataset,
        version=manifest.version,
        title=(definition.title if definition else "")
        or f"{manifest.origin.title()} version {listed.number}",
        made_by=manifest.by,
        made_at=manifest.made_at,
        changed_at=manifest.made_at,
        number=0,
        site=sites[0] if len(sites) == 1 else None,
        triples=(
            *triples_of(_of_manifest(manifest), ordinal=listed.number, current=is_current, drift=drift),
            *(each_of("site", sites) if len(sites) > 1 else ()),
            *_asked(manifest),
            *each_of("column", [column.name for column in manifest.columns][:100]),
            *linked(PARENT, _parents(manifest)),
        ),
        files=tuple(files),
        retired=f"deleted: {stone.why} ({stone.by})" if stone else None,
    )


def _of_manifest(manifest: DatasetManifest) -> dict[str, Said]:
    cells = manifest.rows * len(manifest.columns)
    missing = sum(column.missing for column in manifest.columns)
    span = (
        (manifest.last_at - manifest.first_at).total_seconds()
        if manifest.first_at and manifest.last_at
        else None
    )
    sources = manifest.sources
    return {
        "origin": manifest.origin,
        "rows": manifest.rows,
        "bytes": (manifest.size, "B"),
        "columns": len(manifest.columns),
        "parts": manifest.parts.count,
        "checksum": manifest.parts.root,
        "missing_share": missing / cells if cells else None,
        "known_at": manifest.known_at,
        "first_at": manifest.first_at,
        "last_at": manifest.last_at,
        "span": None if span is None else (span, "s"),
        "code": manifest.code,
        "recipe": manifest.recipe,
        "source_days": len(sources.days) if sources else None,
        "warnings": len(manifest.warnings),
        "previous": manifest.parent if manifest.origin != "prepared" else None,
    }


def _asked(manifest: DatasetManifest) -> tuple[Triple, ...]:
    asked = manifest.definition
    if asked is None:
        return ()
    every = (asked.every_s, "s") if asked.every_s else None
    return (
        *triples_of(profile=asked.profile, every=every, kept=asked.kept.value if every else None),
        *each_of("device", asked.devices[:50]),
        *each_of("trust", [trust.value for trust in asked.trusts]),
    )


def _parents(manifest: DatasetManifest) -> tuple[str | None, ...]:
    """Name what a version was made from; the version before it was not, unless a recipe prepared it."""
    prepared = manifest.origin == "prepared" and manifest.parent
    return (
        thing_id(Kind.DATASET, manifest.dataset, manifest.parent) if prepared else None,
        recipe_id(manifest.recipe) if manifest.recipe and "@" in manifest.recipe else None,
        code_id(manifest.code),
    )


def entry_of_training_set(made: DatasetVersion) -> Entry:
    """Describe the labelled windows that a training froze."""
    request = made.request
    label = request.label
    frozen = (
        thing_id(Kind.DATASET, request.dataset.name, request.dataset.version) if request.dataset else None
    )
    marked = None
    if isinstance(label, MarkedLabel):
        marked = labels_id(label.label, request.site, made.labels_version) if made.labels_version else None
    return Entry(
        tenant=made.tenant,
        kind=Kind.DATASET,
        name=made.model,
        version=made.version,
        title=f"Labelled windows of {request.profile} at {request.site}",
        made_by="",
        made_at=made.known_at,
        changed_at=made.known_at,
        number=0,
        site=request.site,
        triples=(
            *triples_of(_of_windows(made)),
            *linked(PARENT, (frozen, marked, code_id(made.code) if made.code else None)),
        ),
        files=tuple(HeldFile(part.key, part.sha256, part.size) for part in made.parts),
    )


def _of_windows(made: DatasetVersion) -> dict[str, Said]:
    request, label = made.request, made.request.label
    rows = {role: sum(part.rows for part in made.parts if part.role == role) for role in ("train", "holdout")}
    return {
        "origin": "windows",
        "rows": made.rows,
        "positives": made.positives,
        "train_rows": rows["train"],
        "holdout_rows": rows["holdout"],
        "devices": len(made.devices),
        "holdout_devices": len(made.holdout_devices),
        "features": len(made.features),
        "profile": request.profile,
        "label": word_for(label),
        "window": (request.window.span_s, "s"),
        "seed": request.seed,
        "known_at": made.known_at,
        "first_at": made.first_at,
        "last_at": made.last_at,
        "span": ((made.last_at - made.first_at).total_seconds(), "s"),
        "code": made.code,
    }


def labels_id(label: LabelName, site: SiteName, version: int) -> str:
    """Name a set of labels: those of a site, as they were changed so many times."""
    return thing_id(Kind.LABELS, label, f"{site}.{version}")


def entry_of_labels(
    at: tuple[Tenant, SiteName, LabelName],
    version: int,
    intervals: Sequence[Interval],
    excluded: Sequence[Interval],
    decision: Decision | None,
    *,
    now: datetime,
    by: str = "",
) -> Entry:
    """Describe what carries a label at a site, and who decided so."""
    tenant, site, label = at
    made_at = decision.at if decision else now
    return Entry(
        tenant=tenant,
        kind=Kind.LABELS,
        name=label,
        version=f"{site}.{version}",
        title=f"What is {label} at {site}",
        made_by=decision.by if decision else by,
        made_at=made_at,
        changed_at=made_at,
        number=0,
        site=site,
        triples=(
            *triples_of(
                ordinal=version,
                intervals=len(intervals),
                labelled=(seconds(intervals), "s"),
                excluded=(seconds(excluded), "s"),
                devices=len({each.device for each in intervals}),
                decided=decision.how if decision else "by hand",
            ),
            *triples_of(_of_decision(decision)),
            *each_of("annotator", decision.annotators if decision else ()),
        ),
    )


def _of_decision(decision: Decision | None) -> dict[str, Said]:
    if decision is None:
        return {}
    delay = decision.delay_p50_s
    return {
        "kappa": decision.kappa,
        "noise": decision.noise,
        "delay": None if delay is None else (delay, "s"),
        "rule": decision.rule,
    }
