"""People who sign in, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from spotter.contracts.users import Role, User, UserState
from spotter.errors import Conflict
from spotter.ports.users import Users

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spotter.contracts.names import PersonName, Tenant


class MemoryUsers:
    """A dictionary by name; nobody changes a password here, so that who was invited stays invited."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}
        self._closed: set[str] = set()
        self.passwords: dict[str, str] = {}

    def all_of(self, tenant: Tenant) -> Iterator[User]:
        """Give the people of a tenant, in the order of their names."""
        found = (self.find(tenant, self._users[name].name) for name in sorted(self._users))
        return (user for user in found if user is not None)

    def find(self, tenant: Tenant, name: PersonName) -> User | None:
        """Read somebody; None when nobody of this tenant has the name."""
        user = self._users.get(name)
        if user is None or user.tenant != tenant:
            return None
        return msgspec.structs.replace(user, state=UserState.CLOSED) if name in self._closed else user

    def invite(self, tenant: Tenant, name: PersonName, *, password: str) -> None:
        """Add somebody without a role, or raise Conflict."""
        if name in self._users:
            raise Conflict("user", name, expected=None)
        self.passwords[name] = password
        self._users[name] = User(tenant, name, (), UserState.INVITED)

    def set_roles(self, name: PersonName, roles: Iterable[Role]) -> None:
        """Give these roles and no others."""
        self._users[name] = msgspec.structs.replace(self._users[name], roles=tuple(sorted(roles)))

    def set_open(self, name: PersonName, *, may_sign_in: bool) -> None:
        """Let somebody sign in, or not any more."""
        (self._closed.discard if may_sign_in else self._closed.add)(name)


if TYPE_CHECKING:
    _port: type[Users] = MemoryUsers
