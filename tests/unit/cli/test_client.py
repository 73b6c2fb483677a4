from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spotter.cli.client import Platform
from spotter.errors import Conflict, Invalid, NotFound, SpotterError, Unauthorized, Unavailable

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

PATH = "/v1/sites/north-pit"


def test_a_call_carries_the_token_and_its_body(pretender: Pretender) -> None:
    pretender.answers[PATH] = (200, {"name": "north-pit"})

    answer = Platform(pretender.url, "a-token").put("sites", "north-pit", body={"title": "North pit"})

    assert answer == {"name": "north-pit"}
    assert pretender.asked == [("PUT", PATH, {"title": "North pit"})]
    assert pretender.tokens == ["Bearer a-token"]


def test_what_was_not_asked_is_not_in_the_query(pretender: Pretender) -> None:
    Platform(pretender.url, None).get("devices", site="north-pit", state=None, limit=5)

    assert pretender.asked[0][1] == "/v1/devices?site=north-pit&limit=5"
    assert pretender.tokens == [None]


def test_a_name_cannot_become_a_path(pretender: Pretender) -> None:
    Platform(pretender.url, None).get("sites", "../devices")

    assert pretender.asked[0][1] == "/v1/sites/..%2Fdevices"


@pytest.mark.parametrize(
    ("status", "problem", "kind", "sentence"),
    [
        (400, {"detail": "the phone is listed twice"}, Invalid, "the phone is listed twice"),
        (
            422,
            {"detail": "not valid", "faults": [{"field": "body.title", "reason": "too short"}]},
            Invalid,
            "^title: too short$",
        ),
        (401, {"message": "Unauthorized"}, Unauthorized, "spotter login"),
        (404, {"facts": {"kind": "site", "name": "north-pit"}}, NotFound, "no site named north-pit"),
        (404, {"message": "Not Found"}, Invalid, "Not Found"),
        (409, {"detail": "it is taken", "facts": {"remedy": "use another"}}, Conflict, "use another"),
        (503, {"detail": "try again"}, Unavailable, "try again"),
        (502, b"<html>", Unavailable, "answered 502"),
    ],
)
def test_a_problem_becomes_the_error_it_was_made_from(
    pretender: Pretender, status: int, problem: object, kind: type[SpotterError], sentence: str
) -> None:
    pretender.answers[PATH] = (status, problem)

    with pytest.raises(kind, match=sentence):
        Platform(pretender.url, "a-token").get("sites", "north-pit")


def test_a_platform_that_is_not_there_is_said() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9"):
        Platform("http://127.0.0.1:9", None).get("sites")
