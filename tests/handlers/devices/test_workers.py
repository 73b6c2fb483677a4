"""Workers over HTTP: a year of birth is written, read and erased by operators, and by nobody else."""

from __future__ import annotations

import pytest

from builders.operators import a_supervisor, an_engineer, an_operator
from builders.web import NOW, DevicesPlatform

KIM = "/v1/workers/kim"


def test_a_year_of_birth_is_kept_shown_listed_and_erased(platform: DevicesPlatform) -> None:
    operator = platform.client(an_operator())

    written = operator.put(KIM, json={"born": 1978})
    shown, listed = operator.get(KIM), operator.get("/v1/workers")
    erased = operator.delete(KIM)

    assert (written.status_code, written.json()["born"], written.json()["by"]) == (200, 1978, "olga")
    assert shown.json() == written.json()
    assert listed.json() == {"workers": [written.json()]}
    assert (erased.json()["born"], erased.json()["erased"]) == (None, True)
    assert operator.get(KIM).json() == erased.json()


@pytest.mark.parametrize("claims", [a_supervisor(), an_engineer(), an_operator("globex")])
def test_nobody_else_sees_or_writes_it(platform: DevicesPlatform, claims: dict[str, str]) -> None:
    platform.client(an_operator()).put(KIM, json={"born": 1978})
    other = platform.client(claims)
    abroad = claims["custom:tenant"] != "acme"

    assert {other.get(KIM).status_code, other.delete(KIM).status_code} == {404 if abroad else 403}
    assert "1978" not in other.get("/v1/workers").text
    assert other.put(KIM, json={"born": 1990}).status_code == (200 if abroad else 403)
    assert platform.client(an_operator()).get(KIM).json()["born"] == 1978


@pytest.mark.parametrize("born", [NOW.year - 12, NOW.year - 101, 78, 0, -1, NOW.year + 1])
def test_a_year_that_nobody_who_works_was_born_in_is_refused_by_its_field(
    platform: DevicesPlatform, born: int
) -> None:
    answer = platform.client(an_operator()).put(KIM, json={"born": born})

    assert answer.status_code == 400
    assert answer.json()["facts"]["field"] == "born"
    assert f"from {NOW.year - 100} to {NOW.year - 13}" in answer.json()["detail"]


@pytest.mark.parametrize("body", [{"born": "1978"}, {"born": 1978.5}, {"born": None}, {}, {"age": 48}])
def test_what_is_no_year_is_refused_and_the_field_named(platform: DevicesPlatform, body: object) -> None:
    answer = platform.client(an_operator()).put(KIM, json=body)

    assert answer.status_code == 400
    assert any("born" in fault["field"] or "age" in fault["field"] for fault in answer.json()["faults"])


def test_a_worker_of_whom_nothing_was_recorded_is_not_found(platform: DevicesPlatform) -> None:
    operator = platform.client(an_operator())

    assert (operator.get(KIM).status_code, operator.delete(KIM).status_code) == (404, 404)
