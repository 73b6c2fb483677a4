"""Set what becomes of a tenant's things by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from spotter.contracts.names import Tenant
from spotter.contracts.policies import Policy, PolicySet
from spotter.domain.catalogue.policies import checked
from spotter.errors import Conflict
from spotter.stores.policies import Policies


def policies_of(policies: Policies, tenant: Tenant, *, now: datetime) -> PolicySet:
    """Read what is in force; version 0, without any, while nothing was set."""
    return policies.find(tenant) or PolicySet(tenant, 0, (), "", now)


def set_policies(
    policies: Policies, tenant: Tenant, chosen: Sequence[Policy], *, by: str, now: datetime
) -> PolicySet:
    """Put policies in place of those before; the same again makes no version.

    Raises:
        Invalid: one cannot be followed.
        Conflict: somebody else set them in the same moment.
    """
    before = policies_of(policies, tenant, now=now)
    if checked(chosen) == before.policies:
        return before
    after = PolicySet(tenant, before.version + 1, tuple(chosen), by, now)
    try:
        policies.put(after)
    except Conflict as err:
        remedy = "somebody else set them in the same moment: look at them and try again"
        raise Conflict("policies", tenant, expected=before.version, remedy=remedy) from err
    return after
