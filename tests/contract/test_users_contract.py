"""What every directory of people keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract.places import a_user_pool
from spotter.adapters.aws.users import CognitoUsers
from spotter.adapters.memory.users import MemoryUsers
from spotter.contracts.names import PersonName, Tenant
from spotter.contracts.users import Role, User, UserState
from spotter.errors import Conflict
from spotter.ports.users import Users

ACME, ZINC = Tenant("acme"), Tenant("zinc")
KIM, LEE, OLGA = PersonName("kim"), PersonName("lee"), PersonName("olga")
PASSWORD = "a-Temporary-1-password"


@pytest.fixture
def users(place: str) -> Iterator[Users]:
    if place == "memory":
        yield MemoryUsers()
        return
    with a_user_pool() as (client, pool):
        yield CognitoUsers(client, pool)


def test_who_was_invited_has_no_role_yet(users: Users) -> None:
    users.invite(ACME, KIM, password=PASSWORD)

    assert users.find(ACME, KIM) == User(ACME, KIM, (), UserState.INVITED)


def test_nobody_is_found_under_another_name_or_tenant(users: Users) -> None:
    users.invite(ACME, KIM, password=PASSWORD)

    assert users.find(ACME, LEE) is None
    assert users.find(ZINC, KIM) is None


def test_a_name_is_given_once_whatever_the_tenant(users: Users) -> None:
    users.invite(ACME, KIM, password=PASSWORD)

    for tenant in (ACME, ZINC):
        with pytest.raises(Conflict):
            users.invite(tenant, KIM, password=PASSWORD)


def test_a_tenant_sees_its_own_people_by_name(users: Users) -> None:
    for name in (OLGA, KIM, LEE):
        users.invite(ACME, name, password=PASSWORD)
    users.invite(ZINC, PersonName("zoe"), password=PASSWORD)

    assert [user.name for user in users.all_of(ACME)] == [KIM, LEE, OLGA]
    assert list(users.all_of(Tenant("nobody"))) == []


def test_roles_take_the_place_of_those_before(users: Users) -> None:
    users.invite(ACME, KIM, password=PASSWORD)

    users.set_roles(KIM, [Role.SUPERVISOR, Role.OPERATOR])
    users.set_roles(KIM, [Role.ENGINEER, Role.SUPERVISOR])

    assert users.find(ACME, KIM) == User(ACME, KIM, (Role.ENGINEER, Role.SUPERVISOR), UserState.INVITED)


def test_closing_and_opening_again_keep_the_roles(users: Users) -> None:
    users.invite(ACME, KIM, password=PASSWORD)
    users.set_roles(KIM, [Role.SUPERVISOR])

    users.set_open(KIM, may_sign_in=False)
    users.set_open(KIM, may_sign_in=False)
    closed = users.find(ACME, KIM)
    users.set_open(KIM, may_sign_in=True)
    opened = users.find(ACME, KIM)

    assert closed == User(ACME, KIM, (Role.SUPERVISOR,), UserState.CLOSED)
    assert opened == User(ACME, KIM, (Role.SUPERVISOR,), UserState.INVITED)
