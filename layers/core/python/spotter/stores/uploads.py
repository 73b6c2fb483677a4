"""Uploads as they are remembered: where each goes, and who brings it."""

from __future__ import annotations

from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.sheets import Upload
from spotter.errors import NotFound
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents


class PendingUploads:
    """The uploads of every dataset; the lake forgets the files after a week."""

    def __init__(self, records: Records) -> None:
        self._documents = Documents(records, Upload)

    def get(self, tenant: Tenant, name: DatasetName, upload: str) -> Upload:
        """Find an upload, or raise NotFound."""
        stored = self._documents.get(_key(tenant, name, upload))
        if stored is None:
            raise NotFound("upload", upload)
        return stored.document

    def add(self, tenant: Tenant, name: DatasetName, upload: Upload) -> None:
        """Remember an upload, or raise Conflict where there is one of its name."""
        self._documents.put(_key(tenant, name, upload.id), upload, expected=None)


def _key(tenant: Tenant, name: DatasetName, upload: str) -> Key:
    return Key(f"{tenant}#uploads#{name}", upload)
