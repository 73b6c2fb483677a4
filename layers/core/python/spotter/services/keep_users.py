"""Keep who may sign in and what they may do."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import NamedTuple

from spotter.contracts.names import PersonName, Tenant
from spotter.contracts.users import Role, User, UserState
from spotter.errors import Conflict, Invalid, NotFound, WrongState
from spotter.ports.users import Users

_ENTROPY_BYTES = 15
_EVERY_KIND = "aA1!"
"""Password policies ask for each kind of character; the random part alone is what makes it hard to guess."""


class Invitation(NamedTuple):
    """Somebody new and the password for their first sign-in, which is kept nowhere."""

    user: User
    password: str


class KeepUsers:
    """The use cases of whoever looks after a tenant's people."""

    def __init__(self, users: Users, randomness: Callable[[int], bytes]) -> None:
        self._users = users
        self._randomness = randomness

    def everybody(self, tenant: Tenant) -> list[User]:
        """List who may sign in, or could once."""
        return list(self._users.all_of(tenant))

    def user(self, tenant: Tenant, name: PersonName) -> User:
        """Read somebody, or raise NotFound."""
        found = self._users.find(tenant, name)
        if found is None:
            raise NotFound("user", name)
        return found

    def add(self, tenant: Tenant, name: PersonName, roles: Sequence[Role]) -> Invitation:
        """Add somebody with at least one role; when a call died half-way, adding again says what to do.

        Raises:
            Invalid: no role was named.
            Conflict: the name is taken.
        """
        _demand_role(roles)
        password = base64.urlsafe_b64encode(self._randomness(_ENTROPY_BYTES)).decode() + _EVERY_KIND
        try:
            self._users.invite(tenant, name, password=password)
        except Conflict as err:
            remedy = "take another name; a user of yours gets other roles with `spotter user roles`"
            raise WrongState("user", name, state="taken", remedy=remedy) from err
        self._users.set_roles(name, roles)
        return Invitation(self.user(tenant, name), password)

    def set_roles(self, tenant: Tenant, name: PersonName, roles: Sequence[Role], *, by: str) -> User:
        """Give somebody these roles and no others.

        Raises:
            Invalid: no role was named.
            NotFound: there is nobody of this name.
            WrongState: they would take the role of operator from themselves.
        """
        _demand_role(roles)
        user = self.user(tenant, name)
        if user.name == by and Role.OPERATOR not in roles:
            raise _locked_out(name)
        self._users.set_roles(name, roles)
        return self.user(tenant, name)

    def close(self, tenant: Tenant, name: PersonName, *, by: str) -> User:
        """Let somebody sign in no more; their name stays theirs, as ledgers name them.

        Raises:
            NotFound: there is nobody of this name.
            WrongState: they are the one who asks.
        """
        user = self.user(tenant, name)
        if user.name == by:
            raise _locked_out(name)
        self._users.set_open(name, may_sign_in=False)
        return self.user(tenant, name)

    def reopen(self, tenant: Tenant, name: PersonName) -> User:
        """Let somebody sign in again, with the password and the roles that they had."""
        if self.user(tenant, name).state is UserState.CLOSED:
            self._users.set_open(name, may_sign_in=True)
        return self.user(tenant, name)


def _demand_role(roles: Sequence[Role]) -> None:
    if not roles:
        raise Invalid(f"name at least one role: {', '.join(Role)}", field="roles")


def _locked_out(name: PersonName) -> WrongState:
    remedy = "have another operator do that, so that the tenant is never left without one"
    return WrongState("user", name, state="the one who asks", remedy=remedy)
