"""Who may call a route: an operator with a role, or the gateway of a device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from spotter.contracts.devices import Device
from spotter.contracts.users import Role
from spotter.entry.operators import Operator, operator_of
from spotter.entry.web.names import DevicePath
from spotter.entry.web.parts import ForDevices
from spotter.errors import Unauthorized
from spotter.services.authenticate_gateway import authenticate_gateway

_id_token = HTTPBearer(
    scheme_name="operator",
    bearerFormat="JWT",
    description="The id token of a signed-in user.",
    auto_error=False,
)
_device_token = HTTPBearer(
    scheme_name="gateway", description="The token that registration showed once.", auto_error=False
)


async def signed_in(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(_id_token)]
) -> Operator:
    """Give the operator whose token API Gateway has checked, or raise Unauthorized."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    return operator_of(context.get("authorizer", {}).get("jwt", {}).get("claims"))


def require(*roles: Role) -> Callable[..., Awaitable[Operator]]:
    """Make the dependency that lets an operator with one of the roles in, and nobody else."""

    async def let_in(who: Annotated[Operator, Depends(signed_in)]) -> Operator:
        return who.require(*roles)

    return let_in


async def gateway(
    device: DevicePath,
    parts: ForDevices,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_device_token)],
) -> Device:
    """Give the device that the gateway's token speaks for, or raise Unauthorized."""
    if credentials is None:
        raise Unauthorized("send the device's token as a bearer token")
    return authenticate_gateway(parts.registry, credentials.credentials, device)


Anybody = Annotated[Operator, Depends(require(*Role))]
"""Whoever has a role."""

AnOperator = Annotated[Operator, Depends(require(Role.OPERATOR))]
ASupervisor = Annotated[Operator, Depends(require(Role.SUPERVISOR, Role.OPERATOR))]
AnEngineer = Annotated[Operator, Depends(require(Role.ENGINEER))]
AGateway = Annotated[Device, Depends(gateway)]
