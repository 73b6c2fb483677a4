"""Errors over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spotter.entry.problems import problem_of, status_of
from spotter.errors import (
    Conflict,
    Corrupt,
    Forbidden,
    Invalid,
    Lossy,
    NotFound,
    Oversized,
    Refused,
    SpotterError,
    Unauthorized,
    Unavailable,
    WrongState,
)

STATUS = [
    (Invalid("no", field="x"), 400),
    (Unauthorized("who"), 401),
    (Forbidden("no"), 403),
    (NotFound("site", "north-pit"), 404),
    (Conflict("device", "helmet-7", expected=None), 409),
    (WrongState("device", "helmet-7", state="retired", remedy="register another name"), 409),
    (Lossy("it would lose readings"), 409),
    (Oversized("too large"), 413),
    (Corrupt("a digest does not match"), 500),
    (Refused("the carrier does not take it"), 422),
    (SpotterError("hm"), 500),
    (ValueError("hm"), 500),
    (Unavailable("throttled"), 503),
]


def every(kind: type[SpotterError]) -> Iterator[type[SpotterError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from every(below)


@pytest.mark.parametrize(("error", "status"), STATUS)
def test_each_class_of_error_has_its_status(error: Exception, status: int) -> None:
    assert status_of(error) == status
    assert problem_of(error).status == status


def test_no_class_of_error_was_forgotten() -> None:
    assert {type(error) for error, _ in STATUS} >= set(every(SpotterError))


def test_what_the_caller_did_is_explained_with_its_facts() -> None:
    problem = problem_of(NotFound("site", "north-pit"), request="r-1")

    assert problem.detail == "there is no site named north-pit"
    assert problem.facts == {"kind": "site", "name": "north-pit"}
    assert (problem.code, problem.type, problem.request) == (
        "not_found",
        "urn:spotter:problem:not_found",
        "r-1",
    )


@pytest.mark.parametrize("error", [Corrupt("key k", key="k"), Unavailable("key k"), KeyError("key k")])
def test_what_broke_on_our_side_is_not_told(error: Exception) -> None:
    problem = problem_of(error)

    assert "key k" not in problem.detail
    assert problem.facts == {}


def test_facts_of_any_kind_can_be_written_down() -> None:
    problem = problem_of(Invalid("no", kinds={Invalid}, path=("a", 1), cause=ValueError("x")))

    assert "ValueError" not in problem.model_dump_json()
    assert problem.facts["path"] == ["a", 1]
    assert problem.facts["cause"] == "x"
