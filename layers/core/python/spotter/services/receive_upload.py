"""Receive a file of somebody's own: links to bring it in parts, a preview, and the run that takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import NamedTuple

import msgspec

from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.sheets import Load, Preview, SheetOptions, Upload
from spotter.domain.datasets import run_name
from spotter.domain.sheets import form_of, unpacked
from spotter.errors import Conflict, NotFound, Oversized
from spotter.ports.clock import Clock
from spotter.ports.objects import Objects
from spotter.ports.sheets import Sheets
from spotter.ports.uploads import Uploads
from spotter.ports.workflows import Workflow
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.uploads import PendingUploads

PART_BYTES = 8 * 2**20
"""A part; the store wants 5 MiB at least of each but the last."""

MOST_BYTES = 2**30
"""A file; what makes a version of it holds it in memory, unpacked and as a table, in 10 GB."""

MOST_PREVIEWED = 64 * 2**20
"""What a preview over HTTP reads within its half minute; the command line previews at home."""

LASTS_S = 3_600


class Awaited(NamedTuple):
    """An upload, and a link for each part of so many bytes."""

    upload: str
    part_bytes: int
    links: tuple[str, ...]
    lasts_s: int


class Stores(NamedTuple):
    """What receiving reads and writes."""

    versions: DatasetVersions
    pending: PendingUploads
    uploads: Uploads
    objects: Objects
    sheets: Sheets
    runs: Workflow


class ReceiveUpload:
    """The use case with the stores that it works on."""

    def __init__(self, stores: Stores, clock: Clock, randomness: Callable[[int], bytes]) -> None:
        self._stores = stores
        self._clock = clock
        self._randomness = randomness

    def begin(self, tenant: Tenant, name: DatasetName, *, file: str, size: int, by: str) -> Awaited:
        """Give the links to which the parts of a file are PUT.

        Raises:
            Invalid: its name does not say its form.
            Oversized: it is larger than what can be taken.
            Conflict: the dataset is extracted from the archive.
        """
        file = PurePath(file).name
        form_of(file.removesuffix(".gz") if file.endswith(".gz") else _of_zip(file))
        if size > MOST_BYTES:
            sentence = (
                f"{file} has {size / 2**30:.1f} GiB, and {MOST_BYTES / 2**30:.0f} GiB can be taken at once"
            )
            raise Oversized(f"{sentence}; cut it, and send the rest with --append", most=MOST_BYTES)
        self._refuse_extracted(tenant, name)
        identity = self._randomness(16).hex()
        key = f"uploads/tenant={tenant}/dataset={name}/{identity}"
        parts = max(1, -(-size // PART_BYTES))
        transfer = self._stores.uploads.begin(key)
        upload = Upload(identity, file, key, transfer, size, parts, self._clock(), by)
        self._stores.pending.add(tenant, name, upload)
        links = tuple(
            self._stores.uploads.link(key, transfer, part, lasts_s=LASTS_S) for part in range(1, parts + 1)
        )
        return Awaited(identity, PART_BYTES, links, LASTS_S)

    def complete(self, tenant: Tenant, name: DatasetName, identity: str, tags: Sequence[str]) -> Upload:
        """Put the parts together; doing it again changes nothing.

        Raises:
            Invalid: a part did not arrive.
            NotFound: there is no such upload.
        """
        upload = self._stores.pending.get(tenant, name, identity)
        try:
            self._stores.uploads.complete(upload.key, upload.transfer, tags)
        except NotFound:
            if next(self._stores.objects.keys(upload.key), None) != upload.key:
                raise
        return upload

    def preview(self, tenant: Tenant, name: DatasetName, identity: str, options: SheetOptions) -> Preview:
        """Tell what the file is taken for.

        Raises:
            Invalid: it cannot be read; the sentence says where and what would help.
            Oversized: it is larger than what is previewed here.
            NotFound: there is no such upload, or its parts were not put together.
        """
        upload = self._stores.pending.get(tenant, name, identity)
        if upload.size > MOST_PREVIEWED:
            sentence = f"{upload.file} has {upload.size} bytes, and {MOST_PREVIEWED} are previewed here"
            raise Oversized(f"{sentence}; use `spotter dataset upload --preview`", most=MOST_PREVIEWED)
        file, content = unpacked(upload.file, self._stores.objects.get(upload.key), most=4 * MOST_PREVIEWED)
        with self._stores.sheets.open(content, form_of(file), options) as sheet:
            return sheet.preview

    def accept(
        self,
        tenant: Tenant,
        name: DatasetName,
        identity: str,
        options: SheetOptions,
        *,
        append: bool,
        by: str,
    ) -> str:
        """Start the run that makes a version of the file, and name it.

        Raises:
            NotFound: there is no such upload.
            Conflict: the dataset is extracted from the archive.
        """
        upload = self._stores.pending.get(tenant, name, identity)
        self._refuse_extracted(tenant, name)
        load = Load("", tenant, name, upload.id, options, append, by)
        run = run_name(tenant, name, self._clock(), load)
        told = msgspec.structs.replace(load, run=run)
        self._stores.runs.start(name=run, payload=msgspec.json.encode({"load": told}).decode())
        return run

    def _refuse_extracted(self, tenant: Tenant, name: DatasetName) -> None:
        try:
            dataset = self._stores.versions.dataset(tenant, name).document
        except NotFound:
            return
        if dataset.definition is not None:
            raise Conflict(
                "dataset", name, expected=None, remedy="it is extracted from the archive; choose another name"
            )


def _of_zip(file: str) -> str:
    """Take a zip file for what it holds, which is looked at when it is here."""
    return "a.csv" if file.lower().endswith(".zip") else file
