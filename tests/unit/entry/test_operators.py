"""Who is asking, read from the claims of a checked token."""

from __future__ import annotations

import pytest

from builders.operators import an_operator, claims_of
from spotter.contracts.users import Role
from spotter.entry.operators import operator_of
from spotter.errors import Forbidden, Unauthorized


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ("[operator engineer]", {Role.OPERATOR, Role.ENGINEER}),
        ("[supervisor]", {Role.SUPERVISOR}),
        ("supervisor", {Role.SUPERVISOR}),
        ("operator, engineer", {Role.OPERATOR, Role.ENGINEER}),
        (["operator", "supervisor"], {Role.OPERATOR, Role.SUPERVISOR}),
        ("[operators superoperator]", set()),
        ("[]", set()),
        ("", set()),
        (None, set()),
        (7, set()),
    ],
)
def test_groups_become_roles_in_whatever_form_they_come(groups: object, roles: set[Role]) -> None:
    assert operator_of({**an_operator(), "cognito:groups": groups}).roles == roles


def test_an_operator_has_a_tenant_a_subject_and_a_name() -> None:
    who = operator_of(claims_of("operator", tenant="acme", subject="83014ac6", name="olga"))

    assert (who.tenant, who.subject, who.name) == ("acme", "83014ac6", "olga")


@pytest.mark.parametrize(
    "claims",
    [
        None,
        {},
        {**an_operator(), "sub": ""},
        {**an_operator(), "custom:tenant": ""},
        {**an_operator(), "custom:tenant": "acme#sites"},
        {**an_operator(), "custom:tenant": None},
        {**an_operator(), "token_use": "access"},
    ],
)
def test_claims_that_do_not_say_who_and_of_which_tenant_are_nobodys(claims: dict[str, object] | None) -> None:
    with pytest.raises(Unauthorized):
        operator_of(claims)


def test_a_token_of_another_provider_needs_no_token_use() -> None:
    claims = {name: claim for name, claim in an_operator().items() if name != "token_use"}

    assert operator_of(claims).tenant == "acme"


def test_a_role_that_is_missing_is_named() -> None:
    who = operator_of(an_operator())

    assert who.require(Role.ENGINEER, Role.OPERATOR) is who
    with pytest.raises(Forbidden, match="engineer"):
        who.require(Role.ENGINEER)
