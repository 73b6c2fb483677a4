"""Note what was made: put it into the catalogue at the moment at which it can be seen.

Noting is never in the way of what was made. Where the catalogue does not answer, or whoever notes
dies before, nothing is lost: the steward's next round finds the thing where it is kept, and puts it in.
"""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.catalogue import Entry
from spotter.contracts.datasets import Version
from spotter.contracts.names import DatasetName, LabelName, ModelName, SiteName, Tenant
from spotter.domain.catalogue.made_updates import Ordered, entry_of_update
from spotter.domain.catalogue.made_words import entry_of_code
from spotter.domain.catalogue.telling import code_id
from spotter.errors import SpotterError
from spotter.services.describe_things import (
    described_carried,
    described_labels,
    described_model,
    described_version,
)
from spotter.services.keep_catalogue import record_thing
from spotter.stores.catalogue import Catalogue
from spotter.stores.code_version import code_version, known_of_code
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.models import Models


def note(catalogue: Catalogue, *entries: Entry) -> int:
    """Put things and the code that made them into the catalogue, and tell how many it took."""
    taken = 0
    for entry in entries:
        try:
            _note_code(catalogue, entry.tenant, _code_of(entry), entry.changed_at)
            record_thing(catalogue, entry)
        except SpotterError:
            continue
        taken += 1
    return taken


def note_versions(
    catalogue: Catalogue,
    versions: DatasetVersions,
    tenant: Tenant,
    name: DatasetName,
    *changed: Version | None,
) -> int:
    """Note versions of a dataset as they are now: what was made, deleted, or is the current one no more."""
    known = dict.fromkeys(version for version in changed if version is not None)
    try:
        return note(catalogue, *(described_version(versions, tenant, name, version) for version in known))
    except SpotterError:
        return 0


def note_model(models: Models, tenant: Tenant, model: ModelName, *versions: str | None) -> int:
    """Note versions of a model as they are now: made, judged, live, or live no more."""
    try:
        known = [models.candidate(tenant, model, version) for version in versions if version is not None]
        return note(models.catalogue, *(described_model(models, each) for each in known))
    except SpotterError:
        return 0


def note_labels(
    models: Models, at: tuple[Tenant, SiteName, LabelName], *, now: datetime, by: str = ""
) -> int:
    """Note what carries a label now."""
    try:
        return note(models.catalogue, described_labels(models, at, now=now, by=by))
    except SpotterError:
        return 0


def note_update(
    catalogue: Catalogue, tenant: Tenant, ordered: Ordered, content: bytes, *, now: datetime
) -> int:
    """Note the order of an update for a gateway, and the models that it carries."""
    entries = [entry_of_update(tenant, ordered, now=now)]
    if ordered.kind == "model":
        entries.append(described_carried(tenant, ordered.sha256, content, now=now))
    return note(catalogue, *entries)


def _note_code(catalogue: Catalogue, tenant: Tenant, digest: str, now: datetime) -> None:
    """Put the code in once; what is known of it, only that code knows."""
    if not digest or catalogue.find(tenant, code_id(digest)) is not None:
        return
    known = known_of_code() if digest == code_version() else {}
    record_thing(catalogue, entry_of_code(tenant, digest, known, now=now))


def _code_of(entry: Entry) -> str:
    return next((str(triple.value) for triple in entry.triples if triple.attribute == "code"), "")
