"""The directory of people who sign in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from spotter.contracts.names import PersonName, Tenant
from spotter.contracts.users import Role, User


class Users(Protocol):
    """People of all tenants; a name is given once, whatever the tenant."""

    def all_of(self, tenant: Tenant) -> Iterator[User]:
        """Give the people of a tenant, in the order of their names."""
        ...

    def find(self, tenant: Tenant, name: PersonName) -> User | None:
        """Read somebody; None when nobody of this tenant has the name."""
        ...

    def invite(self, tenant: Tenant, name: PersonName, *, password: str) -> None:
        """Add somebody without a role, who has to change this password when they first sign in.

        Raises:
            Conflict: the name is taken, perhaps by somebody of another tenant.
        """
        ...

    def set_roles(self, name: PersonName, roles: Iterable[Role]) -> None:
        """Give these roles and no others; tokens that were issued before keep theirs until they expire."""
        ...

    def set_open(self, name: PersonName, *, may_sign_in: bool) -> None:
        """Let somebody sign in, or not any more; closing ends their sessions."""
        ...
