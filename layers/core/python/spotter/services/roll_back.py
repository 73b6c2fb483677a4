"""Make another version of a dataset the current one; no version changes."""

from __future__ import annotations

from spotter.contracts.datasets import Dataset, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.services.note_things import note_versions
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions


def roll_back(
    versions: DatasetVersions, catalogue: Catalogue, tenant: Tenant, name: DatasetName, version: Version
) -> Dataset:
    """Point at another version.

    Raises:
        NotFound: there is no such dataset or version.
        WrongState: the version was deleted.
        Conflict: the dataset changed at the same time.
    """
    before = versions.dataset(tenant, name)
    current = versions.point(before, version)
    note_versions(catalogue, versions, tenant, name, version, before.document.head)
    return current
