"""Define a feature set: the next version of it, found in the catalogue like everything that is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.names import slug
from spotter.domain.catalogue.made_words import entry_of_features
from spotter.domain.requests import refuse_uncomputable
from spotter.errors import Conflict, Invalid
from spotter.services.note_things import note
from spotter.stores.catalogue import Catalogue
from spotter.stores.feature_sets import FeatureSets
from spotter.stores.registry import Registry


def define_features(
    sets: FeatureSets, registry: Registry, catalogue: Catalogue, wanted: FeatureSet
) -> FeatureSet:
    """Add the next version; what the latest says already makes none.

    Raises:
        NotFound: there is no such profile.
        Invalid: the features cannot be computed for its devices; the field is named.
        Conflict: somebody else defined it in the same moment.
    """
    slug(wanted.name, field="name")
    refuse_uncomputable(wanted.window, registry.profile(wanted.tenant, wanted.profile))
    _refuse_unknown(wanted.meanings, wanted.window.feature_names)
    latest = sets.find(wanted.tenant, wanted.name)
    number = latest.version if latest else 0
    if latest is not None and _said(latest) == _said(wanted):
        return latest
    made = msgspec.structs.replace(wanted, version=number + 1)
    try:
        sets.add(made)
    except Conflict as err:
        remedy = "somebody else defined it in the same moment: look at it and try again"
        raise Conflict("feature set", wanted.name, expected=number, remedy=remedy) from err
    note(catalogue, entry_of_features(made))
    return made


def _refuse_unknown(meanings: Iterable[str], names: Iterable[str]) -> None:
    if unknown := sorted(set(meanings) - set(names)):
        raise Invalid(f"there is no feature {', '.join(unknown)[:200]} to say more of", field="meanings")


def _said(features: FeatureSet) -> FeatureSet:
    """Leave out what the platform says of a version itself."""
    never = datetime.min.replace(tzinfo=features.made_at.tzinfo)
    return msgspec.structs.replace(features, version=0, made_at=never, owner="")
