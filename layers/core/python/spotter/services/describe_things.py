"""Describe what is kept as the catalogue does, from all that is kept of it.

Whoever notes a thing and whoever finds it later say the same, so that noting twice changes nothing.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import islice

import msgspec

from spotter.contracts.catalogue import Entry, HeldFile
from spotter.contracts.datasets import DatasetManifest, Version, VersionEntry
from spotter.contracts.gateways import CarriedModels
from spotter.contracts.learning import Candidate
from spotter.contracts.names import DatasetName, LabelName, SiteName, Tenant
from spotter.domain.catalogue.made_datasets import entry_of_labels, entry_of_version
from spotter.domain.catalogue.made_models import entry_of_model
from spotter.domain.catalogue.made_updates import entry_of_carried
from spotter.errors import NotFound
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.models import Models

MOST_PARTS = 200
"""Parts of a version whose digests stand in its entry, one record; a larger one's list stands there."""


def described_version(
    versions: DatasetVersions, tenant: Tenant, name: DatasetName, version: Version
) -> Entry:
    """Describe a frozen version of a dataset, deleted or not, or raise NotFound."""
    listed = versions.entry(tenant, name, version).document
    manifest = versions.listed(listed)
    head = versions.dataset(tenant, name).document.head
    files: list[HeldFile] = []
    if listed.deleted is None:
        files = [*_manifest_file(manifest, listed), *_part_files(versions, manifest)]
    drift = versions.checks.drift(tenant, name, version)
    return entry_of_version(manifest, listed, is_current=head == version, files=files, drift=drift)


def described_model(models: Models, candidate: Candidate) -> Entry:
    """Describe a version of a model."""
    tenant, model = candidate.tenant, candidate.model
    verdict = models.verdict(tenant, model, candidate.version)
    live = models.champions(tenant, candidate.site, candidate.profile)
    return entry_of_model(candidate, verdict, live, recipe=_recipe(models, candidate))


def described_labels(
    models: Models, at: tuple[Tenant, SiteName, LabelName], *, now: datetime, by: str = ""
) -> Entry:
    """Describe what carries a label now, or raise NotFound."""
    stored = models.intervals(*at)
    if stored is None:
        raise NotFound("label", at[2])
    marked = stored.document
    return entry_of_labels(
        at, stored.version, marked.intervals, marked.excluded, marked.decision, now=now, by=by
    )


def described_carried(tenant: Tenant, sha256: str, content: bytes, *, now: datetime) -> Entry:
    """Describe the models that a gateway carries; what somebody ordered themselves may be anything."""
    try:
        carried = msgspec.json.decode(content, type=CarriedModels)
    except msgspec.DecodeError:
        carried = None
    return entry_of_carried(tenant, sha256, carried, len(content), now=now)


def _recipe(models: Models, candidate: Candidate) -> str | None:
    try:
        return models.dataset(candidate.tenant, candidate.model, candidate.dataset).request.recipe
    except NotFound:
        return None


def _manifest_file(manifest: DatasetManifest, listed: VersionEntry) -> list[HeldFile]:
    """Say what a manifest has to be; its key says how its digest begins."""
    content = msgspec.json.encode(manifest)
    digest = hashlib.sha256(content).hexdigest()
    is_as_written = digest[:16] in listed.manifest
    return [HeldFile(listed.manifest, digest, len(content))] if is_as_written else []


def _part_files(versions: DatasetVersions, manifest: DatasetManifest) -> list[HeldFile]:
    if manifest.parts.count > MOST_PARTS:
        return []
    parts = islice(versions.parts(manifest), MOST_PARTS)
    return [
        HeldFile(versions.part_key(manifest.tenant, manifest.dataset, part), part.sha256, part.size)
        for part in parts
    ]
