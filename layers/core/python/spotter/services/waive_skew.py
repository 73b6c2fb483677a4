"""Let a version be used in spite of a schema skew: a second person, with a reason that stays."""

from __future__ import annotations

import msgspec

from spotter.contracts.datasets import Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.skew import CheckEntry, Waiver
from spotter.errors import Forbidden, Invalid, NotFound, WrongState
from spotter.ports.clock import Clock
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions


def waive_skew(
    versions: DatasetVersions,
    checks: Checks,
    clock: Clock,
    tenant: Tenant,
    name: DatasetName,
    version: Version | None,
    *,
    by: str,
    why: str,
) -> CheckEntry:
    """Waive what the schema in force found of a version; a check by another schema is not waived by it.

    Raises:
        NotFound: there is no such version, or it was not held against the schema in force.
        Invalid: no reason is given.
        Forbidden: who made the version cannot waive what is wrong with it.
        WrongState: nothing is wrong with it.
        Conflict: it was checked in the same moment.
    """
    if not why.strip():
        raise Invalid("say why the version may be used all the same; the reason stays with it", field="why")
    found = versions.manifest(tenant, name, version).version
    stored = checks.by_schema(tenant, name, found)
    if stored is None:
        raise NotFound("validation", f"{name}@{found}", remedy=f"spotter dataset validate {name}@{found}")
    entry = stored.document
    if entry.outcome != "schema_skew":
        raise WrongState("version", f"{name}@{found}", state="as its schema says", remedy="nothing stops it")
    if entry.first == by:
        raise Forbidden(f"{by} made {name}@{found}; somebody else has to let it pass", made_by=entry.first)
    waived = msgspec.structs.replace(entry, waiver=Waiver(by, clock(), why.strip()))
    return checks.put_result(tenant, name, waived, expected=stored.version)
