"""The people of a tenant: contacts, rotas, and the mode of each site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spotter.contracts.heartbeat import Route
from spotter.contracts.names import PersonName, SiteName, Tenant
from spotter.contracts.people import Contact, Rota, Standing
from spotter.errors import NotFound
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class People:
    """Who can be called, who is on call where, and where lives depend on it."""

    def __init__(self, records: Records) -> None:
        self._contacts = Documents(records, Contact)
        self._rotas = Documents(records, Rota)
        self._standings = Documents(records, Standing)
        self._routes = Documents(records, Route)

    def contact(self, tenant: Tenant, name: PersonName) -> Stored[Contact]:
        """Read a contact, or raise NotFound."""
        found = self._contacts.get(_contact(tenant, name))
        if found is None:
            raise NotFound("contact", name)
        return found

    def find_contact(self, tenant: Tenant, name: PersonName) -> Stored[Contact] | None:
        """Read a contact; None when there is none."""
        return self._contacts.get(_contact(tenant, name))

    def contacts(self, tenant: Tenant) -> Iterator[Contact]:
        """Give all contacts by name."""
        return (stored.document for stored in self._contacts.query(f"{tenant}#contacts"))

    def contacts_named(self, tenant: Tenant, names: Iterable[PersonName]) -> dict[PersonName, Contact]:
        """Read several contacts at once; a name without one is left out."""
        keys = [_contact(tenant, name) for name in dict.fromkeys(names)]
        found = self._contacts.get_many(keys) if keys else {}
        return {stored.document.name: stored.document for stored in found.values()}

    def put_contact(self, contact: Contact, *, expected: int | None) -> Stored[Contact]:
        """Write a contact, or raise Conflict."""
        return self._contacts.put(_contact(contact.tenant, contact.name), contact, expected=expected)

    def find_rota(self, tenant: Tenant, site: SiteName) -> Stored[Rota] | None:
        """Read a site's rota; None when it has none."""
        return self._rotas.get(Key(f"{tenant}#rotas", site))

    def rotas(self, tenant: Tenant) -> Iterator[Rota]:
        """Give the rotas of all sites that have one."""
        return (stored.document for stored in self._rotas.query(f"{tenant}#rotas"))

    def put_rota(self, rota: Rota, *, expected: int | None) -> Stored[Rota]:
        """Write a site's rota, or raise Conflict."""
        return self._rotas.put(Key(f"{rota.tenant}#rotas", rota.site), rota, expected=expected)

    def find_standing(self, tenant: Tenant, site: SiteName) -> Stored[Standing] | None:
        """Read a site's mode; None when it was never set, which is `trial`."""
        return self._standings.get(Key(f"{tenant}#standings", site))

    def put_standing(self, standing: Standing, *, expected: int | None) -> Stored[Standing]:
        """Write a site's mode, or raise Conflict."""
        key = Key(f"{standing.tenant}#standings", standing.site)
        return self._standings.put(key, standing, expected=expected)

    def find_heartbeat(self, tenant: Tenant, site: SiteName) -> Stored[Route] | None:
        """Read the route by which a site's way of alarms is tested; None when it is not."""
        return self._routes.get(Key(f"{tenant}#heartbeats", site))

    def heartbeats(self, tenant: Tenant) -> Iterator[Route]:
        """Give the routes of all sites that have one."""
        return (stored.document for stored in self._routes.query(f"{tenant}#heartbeats"))

    def put_heartbeat(self, route: Route, *, expected: int | None) -> Stored[Route]:
        """Write the route of a site, or raise Conflict."""
        return self._routes.put(Key(f"{route.tenant}#heartbeats", route.site), route, expected=expected)


def _contact(tenant: Tenant, name: PersonName) -> Key:
    return Key(f"{tenant}#contacts", name)
