"""People who sign in, in a Cognito user pool: the tenant is an attribute for good, a role is a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.contracts.names import PersonName, Tenant
from spotter.contracts.users import Role, User, UserState
from spotter.errors import Conflict, NotFound
from spotter.ports.users import Users

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

_TENANT = "custom:tenant"
_MUST_CHANGE = "FORCE_CHANGE_PASSWORD"


class CognitoUsers:
    """People in one pool. Cognito cannot search by our attribute, so that a list reads the whole pool."""

    def __init__(self, client: CognitoIdentityProviderClient, pool: str) -> None:
        self._client = client
        self._pool = pool

    def all_of(self, tenant: Tenant) -> Iterator[User]:
        """Give the people of a tenant, in the order of their names."""
        found = []
        with as_ours():
            for page in self._client.get_paginator("list_users").paginate(UserPoolId=self._pool):
                found += [
                    (each["Username"], _state(each["UserStatus"], may_sign_in=each["Enabled"]))
                    for each in page["Users"]
                    if _tenant(each.get("Attributes", ())) == tenant
                ]
        for name, state in sorted(found):
            yield User(tenant, PersonName(name), self._roles(name), state)

    def find(self, tenant: Tenant, name: PersonName) -> User | None:
        """Read somebody; None when nobody of this tenant has the name."""
        try:
            with as_ours({"UserNotFoundException": NotFound("user", name)}):
                found = self._client.admin_get_user(UserPoolId=self._pool, Username=name)
        except NotFound:
            return None
        if _tenant(found["UserAttributes"]) != tenant:
            return None
        state = _state(found["UserStatus"], may_sign_in=found["Enabled"])
        return User(tenant, name, self._roles(name), state)

    def invite(self, tenant: Tenant, name: PersonName, *, password: str) -> None:
        """Add somebody without a role, or raise Conflict; nothing is sent to them."""
        with as_ours({"UsernameExistsException": Conflict("user", name, expected=None)}):
            self._client.admin_create_user(
                UserPoolId=self._pool,
                Username=name,
                TemporaryPassword=password,
                UserAttributes=[{"Name": _TENANT, "Value": tenant}],
                MessageAction="SUPPRESS",
            )

    def set_roles(self, name: PersonName, roles: Iterable[Role]) -> None:
        """Give these roles and no others: taken before given, so that dying half-way leaves fewer."""
        before, after = set(self._roles(name)), set(roles)
        with as_ours():
            for role in sorted(before - after):
                self._client.admin_remove_user_from_group(
                    UserPoolId=self._pool, Username=name, GroupName=role
                )
            for role in sorted(after - before):
                self._client.admin_add_user_to_group(UserPoolId=self._pool, Username=name, GroupName=role)

    def set_open(self, name: PersonName, *, may_sign_in: bool) -> None:
        """Let somebody sign in, or not any more; closing revokes what could renew their tokens."""
        with as_ours():
            if may_sign_in:
                self._client.admin_enable_user(UserPoolId=self._pool, Username=name)
                return
            self._client.admin_disable_user(UserPoolId=self._pool, Username=name)
            self._client.admin_user_global_sign_out(UserPoolId=self._pool, Username=name)

    def _roles(self, name: str) -> tuple[Role, ...]:
        with as_ours():
            answer = self._client.admin_list_groups_for_user(UserPoolId=self._pool, Username=name)
        groups = {group["GroupName"] for group in answer["Groups"]}
        return tuple(sorted(role for role in Role if role in groups))


def _tenant(attributes: Sequence[AttributeTypeTypeDef]) -> str | None:
    return next((each.get("Value") for each in attributes if each["Name"] == _TENANT), None)


def _state(status: str, *, may_sign_in: bool) -> UserState:
    if not may_sign_in:
        return UserState.CLOSED
    return UserState.INVITED if status == _MUST_CHANGE else UserState.ACTIVE


if TYPE_CHECKING:
    _port: type[Users] = CognitoUsers
