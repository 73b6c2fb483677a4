"""Operators: the people who call, as the claims of their checked token describe them.

API Gateway has checked signature, issuer, audience and expiry before a function runs. What is left is to read
the claims, all of which it hands over as texts: a list arrives as `[operator engineer]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from spotter.contracts.names import Tenant, slug
from spotter.contracts.users import Role
from spotter.errors import Forbidden, Invalid, Unauthorized


class Operator(NamedTuple):
    """Somebody known: the tenant they belong to, who they are, and what they may do.

    `name` is what the ledger calls them: their user name, which is theirs alone, else the subject.
    """

    tenant: Tenant
    subject: str
    name: str
    roles: frozenset[Role]

    def require(self, *roles: Role) -> Operator:
        """Give the operator if one of the roles is theirs, else raise Forbidden."""
        if self.roles.isdisjoint(roles):
            needed = " or ".join(roles)
            raise Forbidden(f"this needs the role {needed}", needed=list(roles), roles=sorted(self.roles))
        return self


def operator_of(claims: Mapping[str, object] | None) -> Operator:
    """Read who is asking from the claims of a checked token.

    Groups that are no role of ours are left out.

    Raises:
        Unauthorized: there are no claims, or they do not say who and of which tenant.
    """
    if not claims:
        raise Unauthorized("sign in and send the id token as a bearer token")
    if claims.get("token_use", "id") != "id":
        raise Unauthorized("send the id token; an access token does not say which tenant you belong to")
    subject, tenant = claims.get("sub"), claims.get("custom:tenant")
    if not isinstance(subject, str) or not subject:
        raise Unauthorized("the token does not say who you are: the claim sub is missing")
    try:
        checked = Tenant(slug(str(tenant or ""), field="custom:tenant"))
    except Invalid as err:
        raise Unauthorized("the token does not say which tenant you belong to: custom:tenant") from err
    name = claims.get("cognito:username") or claims.get("preferred_username") or subject
    return Operator(checked, subject, str(name), _roles(claims.get("cognito:groups")))


def _roles(groups: object) -> frozenset[Role]:
    """Read a list, or a text like `[a b]`, `a b` or `a`.

    >>> sorted(_roles("[operator guest engineer]"))
    [<Role.ENGINEER: 'engineer'>, <Role.OPERATOR: 'operator'>]
    """
    match groups:
        case str():
            named = groups.strip("[]").replace(",", " ").split()
        case list() | tuple():
            named = [str(group) for group in groups]
        case _:
            named = []
    return frozenset(role for role in Role if role in named)
