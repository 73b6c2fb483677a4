"""functions/console: contacts, rotas, readiness and test pages."""

from __future__ import annotations

import pytest

from builders.operators import a_supervisor, an_engineer, an_operator
from handlers.test_paging_ways import KIM, LEE, Ways
from spotter.contracts.alarms import AlarmState

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.fixture
def ways() -> Ways:
    return Ways()


def test_contacts_are_kept_by_operators_and_shown_to_supervisors(ways: Ways) -> None:
    operator, kim = ways.console.client(an_operator()), ways.console.client(a_supervisor())
    body = {"title": "Kim Min-jun", "phone": KIM, "language": "ko"}

    assert kim.put("/v1/contacts/kim", json=body).status_code == 403
    assert operator.put("/v1/contacts/kim", json=body).status_code == 200
    assert kim.get("/v1/contacts/kim").json()["phone"] == KIM
    assert [each["name"] for each in kim.get("/v1/contacts").json()["contacts"]] == ["kim"]
    assert ways.console.client(an_engineer()).get("/v1/contacts").status_code == 403
    assert ways.console.client(a_supervisor("other")).get("/v1/contacts/kim").status_code == 404


def test_a_phone_number_that_is_not_e164_is_refused_with_its_field(ways: Ways) -> None:
    answer = ways.console.client(an_operator()).put(
        "/v1/contacts/kim", json={"title": "Kim", "phone": "010-1234-5678"}
    )

    assert answer.status_code == 400
    assert "phone" in answer.text


def test_a_rota_says_its_gaps_and_who_is_on_call(ways: Ways) -> None:
    operator = ways.console.client(an_operator())
    for name, phone in (("kim", KIM), ("lee", LEE)):
        assert operator.put(f"/v1/contacts/{name}", json={"title": name, "phone": phone}).status_code == 200
    day = {"name": "day", "days": EVERY_DAY, "start": "06:00", "end": "18:00", "tiers": [["kim"], ["lee"]]}
    rota = {"timezone": "UTC", "shifts": [day]}

    kept = operator.put("/v1/sites/north-pit/rota", json=rota)

    assert kept.status_code == 200, kept.text
    assert kept.json()["gaps"]
    assert operator.get("/v1/sites/north-pit/rota").json() == kept.json()
    at = {"at": "2026-11-24T09:00:00Z"}
    assert operator.get("/v1/sites/north-pit/on-call", params=at).json()["tiers"] == [["kim"], ["lee"]]
    assert operator.get("/v1/sites/south-pit/on-call").status_code == 404


def test_a_site_that_is_not_ready_is_told_why_and_kept_out_of_production(ways: Ways) -> None:
    operator = ways.console.client(an_operator())

    readiness = operator.get("/v1/sites/north-pit/readiness").json()
    refused = operator.put("/v1/sites/north-pit/mode", json={"mode": "production"})

    assert readiness["is_ready"] is False
    assert all(check["remedy"] for check in readiness["checks"] if not check["passed"])
    assert refused.status_code == 400


def test_a_test_page_is_a_run_of_the_machine_that_sends_it(ways: Ways) -> None:
    operator = ways.console.client(an_operator())
    assert operator.put("/v1/contacts/kim", json={"title": "Kim", "phone": KIM}).status_code == 200

    answer = operator.post("/v1/contacts/kim/test", json={})
    assert answer.status_code == 202, answer.text
    ways.step(ways.console.paging.rungs()[-1])

    assert [page.address for page in ways.sms.outbox] == [KIM]
    assert ways.reply(f"A {ways.code()}") == []
    assert "sms" in operator.get("/v1/contacts/kim").json()["tested"]
    assert ways.state() is AlarmState.ACTIVE
