"""Feature sets over HTTP: defined by engineers, kept at hand for programs, audited against the archive."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query

from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.http.features import (
    AuditAnswer,
    DescribedFeatureAnswer,
    FeatureSetAnswer,
    FeatureSetBody,
    FeatureSetsAnswer,
    FreshAnswer,
    SkewAnswer,
)
from spotter.contracts.names import SLUG_PATTERN
from spotter.domain.feature_words import described
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.catalogue import CatalogueParts, ForCatalogue
from spotter.entry.web.names import DevicePath
from spotter.services.define_features import define_features
from spotter.services.keep_latest import fresh_values

SetPath = Annotated[str, Path(pattern=SLUG_PATTERN, examples=["motion"])]
Version = Annotated[int | None, Query(ge=1, description="The latest when left out.")]

router = APIRouter(prefix="/v1/features", tags=["features"])


@router.get("")
async def list_feature_sets(parts: ForCatalogue, who: Anybody) -> FeatureSetsAnswer:
    """List the latest version of each feature set."""
    found = parts.features.sets.all_of(who.tenant)
    return FeatureSetsAnswer(sets=tuple(_answer(parts, each) for each in found))


@router.put("/{name}")
async def define_feature_set(
    name: SetPath, body: FeatureSetBody, parts: ForCatalogue, who: AnEngineer
) -> FeatureSetAnswer:
    """Make the next version of a feature set; what the latest says already makes none."""
    made_at = parts.clock().isoformat()
    said = {"tenant": who.tenant, "name": name, "owner": who.name, "made_at": made_at}
    wanted = as_struct(body, FeatureSet, **said)
    known = parts.features
    return _answer(parts, define_features(known.sets, known.registry, parts.catalogue, wanted))


@router.get("/{name}")
async def show_feature_set(
    name: SetPath, parts: ForCatalogue, who: Anybody, version: Version = None
) -> FeatureSetAnswer:
    """Show what a feature set computes, in words and units."""
    return _answer(parts, parts.features.sets.get(who.tenant, name, version))


@router.get("/{name}/devices/{device}")
async def show_latest_features(
    name: SetPath,
    device: DevicePath,
    parts: ForCatalogue,
    who: AnEngineer,
    within_s: Annotated[float, Query(gt=0, description="Older than this is stale.")] = 60,
) -> FreshAnswer:
    """Show the latest features of a device, and whether they are too old to rely on."""
    fresh = fresh_values(
        parts.features.latest,
        who.tenant,
        parts.features.sets.get(who.tenant, name),
        device,
        now=parts.clock(),
        within=timedelta(seconds=within_s),
    )
    kept = fresh.values
    return FreshAnswer(
        features=kept.features,
        device=kept.device,
        reading=kept.reading,
        at=kept.at,
        arrived=kept.arrived,
        computed=kept.computed,
        age_s=fresh.age.total_seconds(),
        is_stale=fresh.is_stale,
        values=kept.values,
    )


@router.get("/{name}/audit")
async def audit_feature_set(
    name: SetPath,
    parts: ForCatalogue,
    who: AnEngineer,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Devices that are looked at.")] = 100,
) -> AuditAnswer:
    """Compute from the archive what is kept online, and list every difference."""
    found = parts.features.audit(who.tenant, parts.features.sets.get(who.tenant, name), limit=limit)
    return AuditAnswer(
        devices=found.devices,
        values=found.values,
        skewed=tuple(map(SkewAnswer.model_validate, found.skewed)),
        missing=found.missing,
    )


def _answer(parts: CatalogueParts, features: FeatureSet) -> FeatureSetAnswer:
    profile = parts.features.registry.profile(features.tenant, features.profile)
    return FeatureSetAnswer(
        name=features.name,
        version=features.version,
        title=features.title,
        profile=features.profile,
        owner=features.owner,
        made_at=features.made_at,
        online=features.online,
        span_s=features.window.span_s,
        features=tuple(map(DescribedFeatureAnswer.model_validate, described(features, profile))),
    )
