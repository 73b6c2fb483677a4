"""What the catalogue says of what people write down: recipes, features, profiles, rules; and of code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from spotter.contracts.catalogue import Entry, Kind
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.names import Tenant
from spotter.contracts.profiles import Profile
from spotter.contracts.recipes import RecipeVersion
from spotter.contracts.rule_sets import RuleSet
from spotter.domain.catalogue.telling import LIBRARY, each_of, triples_of
from spotter.domain.recipes.reading import digest_of
from spotter.domain.recipes.sentences import not_live


def entry_of_recipe(kept: RecipeVersion) -> Entry:
    """Describe a version of a recipe by its steps."""
    steps = [str(step.__struct_config__.tag) for step in kept.recipe.steps]
    return Entry(
        tenant=kept.tenant,
        kind=Kind.RECIPE,
        name=kept.name,
        version=str(kept.version),
        title=kept.recipe.about or f"{len(steps)} steps",
        made_by=kept.put_by,
        made_at=kept.put_at,
        changed_at=kept.put_at,
        number=0,
        triples=(
            *triples_of(
                steps=len(steps), checksum=digest_of(kept.recipe), scores_live=not not_live(kept.recipe)
            ),
            *each_of("step", steps),
        ),
    )


def entry_of_features(features: FeatureSet) -> Entry:
    """Describe a version of a feature set."""
    return Entry(
        tenant=features.tenant,
        kind=Kind.FEATURE,
        name=features.name,
        version=str(features.version),
        title=features.title,
        made_by=features.owner,
        made_at=features.made_at,
        changed_at=features.made_at,
        number=0,
        triples=triples_of(
            profile=features.profile,
            count=len(features.window.feature_names),
            span=(features.window.span_s, "s"),
            online=features.online,
        ),
    )


def entry_of_profile(profile: Profile, *, now: datetime) -> Entry:
    """Describe a version of a profile; it does not say when it was made."""
    hazards = {channel.hazard for channel in profile.channels.values() if channel.hazard}
    return Entry(
        tenant=profile.tenant,
        kind=Kind.PROFILE,
        name=profile.name,
        version=str(profile.version),
        title=f"What {profile.name} measures",
        made_by="",
        made_at=now,
        changed_at=now,
        number=0,
        triples=(
            *triples_of(channels=len(profile.channels), codec=str(profile.codec.__struct_config__.tag)),
            *each_of("channel", sorted(profile.channels)[:100]),
            *each_of("hazard", sorted(hazards)),
        ),
    )


def entry_of_rules(chosen: RuleSet) -> Entry:
    """Describe the rules of a site as they were in force."""
    return Entry(
        tenant=chosen.tenant,
        kind=Kind.RULES,
        name=chosen.site,
        version=str(chosen.version),
        title=f"Rules of {chosen.site}",
        made_by=chosen.set_by,
        made_at=chosen.set_at,
        changed_at=chosen.set_at,
        number=0,
        site=chosen.site,
        triples=(
            *triples_of(own_rules=len(chosen.choice.rules), approved_by=chosen.approved_by),
            *each_of("pack", chosen.choice.packs),
        ),
    )


def entry_of_code(tenant: Tenant, digest: str, known: Mapping[str, str], *, now: datetime) -> Entry:
    """Describe a version of this library's code by what it knows of itself when it runs."""
    return Entry(
        tenant=tenant,
        kind=Kind.CODE,
        name=LIBRARY,
        version=digest,
        title="The library that every function runs",
        made_by="",
        made_at=now,
        changed_at=now,
        number=0,
        triples=triples_of({**known, "checksum": digest}),
    )
