"""Delete a version: a tombstone says who did it, why and when; its parts are kept for a while."""

from __future__ import annotations

from datetime import timedelta

from spotter.contracts.datasets import Tombstone, Version, VersionEntry
from spotter.contracts.names import DatasetName, Tenant
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.note_things import note_versions
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions, deleted

KEPT_FOR = timedelta(days=90)
"""How long the parts of a deleted version stay, should somebody need them after all."""


def delete_version(
    versions: DatasetVersions,
    catalogue: Catalogue,
    clock: Clock,
    tenant: Tenant,
    name: DatasetName,
    version: Version,
    *,
    by: str,
    why: str,
) -> VersionEntry:
    """Delete a version; if it was the current one, the newest other one becomes it.

    Raises:
        NotFound: there is no such version.
        Invalid: no reason is given.
        WrongState: it was deleted already.
        Conflict: the dataset changed at the same time.
    """
    if not why.strip():
        raise Invalid("say why the version is deleted; its tombstone keeps the reason", field="why")
    dataset, entry = versions.dataset(tenant, name), versions.entry(tenant, name, version)
    if entry.document.deleted is not None:
        raise deleted(name, entry.document, entry.document.deleted)
    now = clock()
    buried = versions.bury(dataset, entry, Tombstone(by, now, why.strip(), now + KEPT_FOR))
    note_versions(catalogue, versions, tenant, name, version, versions.dataset(tenant, name).document.head)
    return buried
