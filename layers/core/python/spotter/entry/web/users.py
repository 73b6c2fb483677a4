"""People who sign in, over HTTP: only operators look after them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from spotter.contracts.http.users import InvitationAnswer, RolesBody, UserAnswer, UserBody, UsersAnswer
from spotter.contracts.names import SLUG_PATTERN, PersonName
from spotter.contracts.users import User
from spotter.entry.web.auth import AnOperator
from spotter.entry.web.parts import ForConsole

UserPath = Annotated[PersonName, Path(pattern=SLUG_PATTERN, examples=["siobhan"])]

router = APIRouter(prefix="/v1/users", tags=["users"])


@router.get("", response_model=UsersAnswer)
async def list_users(parts: ForConsole, who: AnOperator) -> dict[str, list[User]]:
    """List who may sign in, or could once."""
    return {"users": parts.users.everybody(who.tenant)}


@router.post("", status_code=201)
async def add_user(body: UserBody, parts: ForConsole, who: AnOperator) -> InvitationAnswer:
    """Add somebody; the answer holds the password of their first sign-in, once."""
    added = parts.users.add(who.tenant, PersonName(body.name), body.roles)
    return InvitationAnswer(
        name=added.user.name, roles=added.user.roles, state=added.user.state, password=added.password
    )


@router.get("/{user}", response_model=UserAnswer)
async def show_user(user: UserPath, parts: ForConsole, who: AnOperator) -> User:
    """Show what somebody may do."""
    return parts.users.user(who.tenant, user)


@router.put("/{user}/roles", response_model=UserAnswer)
async def set_roles(user: UserPath, body: RolesBody, parts: ForConsole, who: AnOperator) -> User:
    """Give somebody these roles and no others."""
    return parts.users.set_roles(who.tenant, user, body.roles, by=who.name)


@router.post("/{user}/close", response_model=UserAnswer)
async def close_user(user: UserPath, parts: ForConsole, who: AnOperator) -> User:
    """Let somebody sign in no more."""
    return parts.users.close(who.tenant, user, by=who.name)


@router.post("/{user}/reopen", response_model=UserAnswer)
async def reopen_user(user: UserPath, parts: ForConsole, who: AnOperator) -> User:
    """Let somebody sign in again."""
    return parts.users.reopen(who.tenant, user)
