"""functions/console: incident reports, who sees whom they struck, and the labels that come of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.console import ACME, LABEL
from builders.operators import a_supervisor
from builders.web import NOW, ConsolePlatform
from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, WorkerName

INCIDENTS = "/v1/sites/north-pit/incidents"
HELMET = DeviceName("helmet-7")


@pytest.fixture
def supervisor(platform: ConsolePlatform) -> TestClient:
    return platform.client(a_supervisor())


def row(number: int, minute: int, **changes: str) -> dict[str, Any]:
    times = {"start": f"2026-11-24T08:{minute:02}:00Z", "end": f"2026-11-24T08:{minute:02}:20Z"}
    said = {"id": f"r-{number}", "what": "fall", "severity": "first_aid", "device": HELMET, **times}
    return {"row": number, **said, **changes}


def report(client: TestClient, *rows: dict[str, Any], dry_run: bool = False) -> Any:  # noqa: ANN401 - JSON
    answer = client.post(INCIDENTS, json={"incidents": rows, "dry_run": dry_run})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_reports_are_taken_whole_or_not_at_all(supervisor: TestClient) -> None:
    refused = report(supervisor, row(2, 0), row(3, 5, severity="bad"))
    tried = report(supervisor, row(2, 0), dry_run=True)
    taken = report(supervisor, row(2, 0))
    again = report(supervisor, row(2, 0))
    other = report(supervisor, row(2, 9))

    assert [each["written"] for each in (refused, tried, taken, again, other)] == [
        False, False, True, False, False,
    ]  # fmt: skip
    assert refused["rows"][1]["column"] == "severity"
    assert refused["rows"][1]["wrong"].startswith("severity 'bad' is none of near_miss, first_aid")
    assert again["rows"][0]["outcome"] == "unchanged"
    assert other["rows"][0]["wrong"] == "r-2 was reported by siobhan already, and says something else"


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"device": "helmet-99"}, "device", "there is no device helmet-99 at this site"),
        ({"zone": "moon"}, "zone", "there is no zone moon at this site"),
        ({"start": "yesterday"}, "start", "is no time such as"),
        ({"start": "2026-11-24T08:00:00"}, "start", "does not say its zone"),
        ({"end": "2026-11-24T08:00:00Z"}, "end", "is not after start"),
        ({"start": "2031-01-01T00:00:00Z", "end": "2031-01-01T00:01:00Z"}, "start", "lies ahead"),
        ({"give_or_take_s": "some"}, "give_or_take_s", "is no number of seconds"),
        ({"what": "A Fall"}, "what", "must be 1 to 63"),
        ({"worker": "Kim Lee"}, "worker", "must be 1 to 63"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    supervisor: TestClient, changes: dict[str, str], column: str, words: str
) -> None:
    (told,) = report(supervisor, row(7, 0, **changes))["rows"]

    assert (told["row"], told["outcome"], told["column"]) == (7, "refused", column)
    assert words in told["wrong"]


def test_two_rows_of_one_id_are_not_both_taken(supervisor: TestClient) -> None:
    told = report(supervisor, row(2, 0), row(3, 5, id="r-2"))["rows"]

    assert told[1]["wrong"] == "r-2 is the id of row 2 already"


def test_whom_it_struck_is_for_those_who_look_after_people(
    supervisor: TestClient, engineer: TestClient
) -> None:
    report(supervisor, row(2, 0, worker="kim", told="slipped"))

    (seen,) = supervisor.get(INCIDENTS).json()["incidents"]
    (hidden,) = engineer.get(INCIDENTS).json()["incidents"]

    assert (seen["worker"], seen["told"], seen["by"]) == ("kim", "slipped", "siobhan")
    assert [hidden[field] for field in ("device", "worker", "told", "by")] == [None] * 4
    assert (hidden["what"], hidden["severity"]) == ("fall", "first_aid")
    assert engineer.post(INCIDENTS, json={"incidents": [row(3, 5)]}).status_code == 403


def test_reports_label_time_and_leave_out_as_much_as_their_times_may_be_off(
    supervisor: TestClient, engineer: TestClient
) -> None:
    report(
        supervisor, row(2, 0, give_or_take_s="30"), row(3, 10, severity="near_miss"), row(4, 20, what="gas")
    )

    body = {"what": "fall", "severity": "first_aid", "before_s": 5, "after_s": 10}
    told = engineer.post(f"{LABEL}/from-incidents", json=body).json()

    (positive,) = told["intervals"]
    assert (positive["start"], positive["end"]) == ("2026-11-24T07:59:55Z", "2026-11-24T08:00:30Z")
    assert [each["start"] for each in told["excluded"]] == ["2026-11-24T07:59:25Z", "2026-11-24T08:00:30Z"]
    assert (told["used"], told["decision"]["how"]) == (1, "incidents")
    assert told["decision"]["undecided_s"] == 60.0
    assert told["decision"]["delay_p50_s"] == (NOW - NOW.replace(hour=8, minute=0, second=20)).total_seconds()


def test_a_report_of_a_worker_labels_what_he_wore_and_one_of_nobody_is_named(
    platform: ConsolePlatform, supervisor: TestClient, engineer: TestClient
) -> None:
    began = NOW.replace(hour=8, minute=0, second=10)
    worn = Assignment(ACME, HELMET, 1, WorkerName("kim"), began, None, NOW - timedelta(hours=1), "ada")
    platform.assignments.add(worn)
    report(supervisor, row(2, 0, device="", worker="kim"), row(3, 5, device="", worker="lee"))

    told = engineer.post(f"{LABEL}/from-incidents", json={"what": "fall"}).json()

    (positive,) = told["intervals"]
    assert (positive["device"], positive["start"]) == (HELMET, "2026-11-24T08:00:10Z")
    assert (told["used"], told["unplaced"]) == (1, ["r-3"])


def test_where_no_report_says_a_device_nothing_is_decided(
    supervisor: TestClient, engineer: TestClient
) -> None:
    report(supervisor, row(2, 0, device=""))

    refused = engineer.post(f"{LABEL}/from-incidents", json={"what": "fall"})

    assert (refused.status_code, "of 1 reports no device is known" in refused.text) == (404, True)


def test_what_was_decided_otherwise_stays_unless_that_is_meant(
    supervisor: TestClient, engineer: TestClient
) -> None:
    report(supervisor, row(2, 0))
    interval = {"device": HELMET, "start": "2026-11-24T08:00:00Z", "end": "2026-11-24T08:01:00Z"}
    engineer.put(LABEL, json={"intervals": [interval]})

    refused = engineer.post(f"{LABEL}/from-incidents", json={"what": "fall"})
    meant = engineer.post(f"{LABEL}/from-incidents", json={"what": "fall", "replace": True})

    assert (refused.status_code, meant.status_code) == (409, 200)
