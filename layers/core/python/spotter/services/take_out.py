"""Take a thing out by hand, unless a policy says that it stays."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.catalogue import Entry
from spotter.contracts.names import Tenant
from spotter.domain.catalogue.policies import kept_by
from spotter.errors import WrongState
from spotter.services.keep_catalogue import retire_thing
from spotter.stores.catalogue import Catalogue
from spotter.stores.policies import Policies


def take_out(
    catalogue: Catalogue, policies: Policies, tenant: Tenant, id_: str, *, why: str, now: datetime
) -> Entry:
    """Retire a thing; its files stay where they are.

    Raises:
        NotFound: there is no such thing.
        WrongState: a policy keeps it for longer.
    """
    chosen = policies.find(tenant)
    kept = kept_by(chosen.policies if chosen else (), catalogue.entry(tenant, id_), now)
    if kept is not None:
        name, until = kept
        remedy = f"an operator can change the policy {name}"
        raise WrongState("thing", id_, state=f"kept until {until:%Y-%m-%d %H:%M}", remedy=remedy)
    return retire_thing(catalogue, tenant, id_, why=why, now=now)
