"""Define a dataset: say what belongs to it. Versions that are there stay as they are."""

from __future__ import annotations

import msgspec

from spotter.contracts.datasets import Dataset, DatasetDefinition
from spotter.domain.datasets import refuse_undefinable
from spotter.errors import Conflict, Invalid, NotFound
from spotter.ports.clock import Clock
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.registry import Registry


def define_dataset(
    versions: DatasetVersions, registry: Registry, clock: Clock, definition: DatasetDefinition, *, by: str
) -> Dataset:
    """Define a dataset, or define it anew.

    Raises:
        Invalid: there can be no row of it, or the dataset was uploaded.
        NotFound: there is no such site or profile.
        Conflict: somebody else defines it at the same time.
    """
    refuse_undefinable(definition)
    for site in definition.sites:
        registry.site(definition.tenant, site)
    _refuse_unknown_channels(registry, definition)
    try:
        stored = versions.dataset(definition.tenant, definition.name)
    except NotFound:
        made = Dataset(definition.tenant, definition.name, clock(), by, definition)
        return versions.put(made, expected=None).document
    if stored.document.definition is None:
        raise Conflict(
            "dataset", definition.name, expected=None, remedy="it was uploaded; choose another name"
        )
    changed = msgspec.structs.replace(stored.document, definition=definition)
    return versions.put(changed, expected=stored.version).document


def _refuse_unknown_channels(registry: Registry, definition: DatasetDefinition) -> None:
    if definition.profile is None:
        return
    known = registry.profile(definition.tenant, definition.profile).channels
    if unknown := [channel for channel in definition.channels if channel not in known]:
        sentence = (
            f"profile {definition.profile} has no channel {unknown[0]}; it has {', '.join(sorted(known))}"
        )
        raise Invalid(sentence, field="channels", channels=unknown)
