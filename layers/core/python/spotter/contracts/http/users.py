"""People who sign in, over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from spotter.contracts.http.models import Answer, Body, Slug
from spotter.contracts.users import Role, UserState

Roles = Annotated[tuple[Role, ...], Field(min_length=1, max_length=len(Role))]


class UserBody(Body):
    """Somebody new."""

    name: Slug = Field(examples=["siobhan"])
    roles: Roles


class RolesBody(Body):
    """What somebody may do from now on, and nothing else."""

    roles: Roles


class UserAnswer(Answer):
    """Somebody who signs in, or could once."""

    name: str
    roles: tuple[Role, ...]
    state: UserState


class InvitationAnswer(UserAnswer):
    """Somebody new; the password is shown once and has to be changed at the first sign-in."""

    password: str


class UsersAnswer(Answer):
    """Everybody of the tenant, by name."""

    users: tuple[UserAnswer, ...]
