"""functions/console: operators look after who may sign in."""

from __future__ import annotations

from typing import Any

import pytest

from builders.operators import a_supervisor, an_engineer, an_operator
from builders.web import a_console_platform

PATH = "/v1/users"


def an_invitation(name: str = "siobhan", *roles: str) -> dict[str, Any]:
    return {"name": name, "roles": list(roles or ("supervisor",))}


def test_somebody_new_gets_a_password_that_is_shown_once() -> None:
    client = a_console_platform().client(an_operator())

    added = client.post(PATH, json=an_invitation())

    assert added.status_code == 201, added.text
    assert len(added.json()["password"]) >= 20
    shown = client.get(f"{PATH}/siobhan")
    assert shown.json() == {"name": "siobhan", "roles": ["supervisor"], "state": "invited"}


def test_a_name_that_is_taken_is_refused_with_the_remedy() -> None:
    client = a_console_platform().client(an_operator())
    client.post(PATH, json=an_invitation())

    again = client.post(PATH, json=an_invitation())

    assert again.status_code == 409
    assert "spotter user roles" in again.text


def test_people_of_another_tenant_are_not_seen() -> None:
    platform = a_console_platform()
    platform.client(an_operator()).post(PATH, json=an_invitation())
    stranger = platform.client(an_operator("zinc"))

    assert stranger.get(PATH).json() == {"users": []}
    assert stranger.get(f"{PATH}/siobhan").status_code == 404
    assert stranger.post(f"{PATH}/siobhan/close").status_code == 404
    assert stranger.put(f"{PATH}/siobhan/roles", json={"roles": ["operator"]}).status_code == 404


@pytest.mark.parametrize("claims", [a_supervisor(), an_engineer()])
def test_only_operators_look_after_people(claims: dict[str, str]) -> None:
    client = a_console_platform().client(claims)

    assert client.get(PATH).status_code == 403
    assert client.post(PATH, json=an_invitation()).status_code == 403
    assert client.put(f"{PATH}/siobhan/roles", json={"roles": ["operator"]}).status_code == 403


def test_an_operator_cannot_lock_themselves_out() -> None:
    client = a_console_platform().client(an_operator())
    client.post(PATH, json=an_invitation("olga", "operator"))

    closed = client.post(f"{PATH}/olga/close")
    demoted = client.put(f"{PATH}/olga/roles", json={"roles": ["engineer"]})

    assert closed.status_code == demoted.status_code == 409
    assert "another operator" in closed.text
    assert client.get(f"{PATH}/olga").json()["roles"] == ["operator"]


def test_whoever_was_closed_can_be_let_in_again() -> None:
    client = a_console_platform().client(an_operator())
    client.post(PATH, json=an_invitation())

    assert client.post(f"{PATH}/siobhan/close").json()["state"] == "closed"
    assert client.post(f"{PATH}/siobhan/reopen").json()["state"] == "invited"
    assert client.post(f"{PATH}/nobody/reopen").status_code == 404


@pytest.mark.parametrize(
    "body", [an_invitation("Siobhan!"), {"name": "siobhan", "roles": []}, {"name": "siobhan"}]
)
def test_a_name_or_a_role_that_cannot_be_is_refused(body: dict[str, Any]) -> None:
    assert a_console_platform().client(an_operator()).post(PATH, json=body).status_code == 400
