"""functions/console: annotation files, agreement and decided labels."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.alarms import KIM, a_move
from builders.console import ACME, FIRST, LABEL, PIT
from builders.operators import a_supervisor, an_engineer, an_operator
from builders.web import NOW, ConsolePlatform
from spotter.contracts.alarms import AlarmClass, ConditionActive, Evidence, ReasonCode
from spotter.contracts.ledger import Acknowledge
from spotter.contracts.names import RuleName, Subject
from spotter.domain.alarms.steps import on_act

ANNOTATIONS = "/v1/sites/north-pit/annotations"


def raise_alarm(platform: ConsolePlatform, rule: str, reason: ReasonCode) -> None:
    """Raise an alarm five minutes ago, and have somebody say now what it was."""
    at = NOW - timedelta(minutes=5)
    evidence = Evidence("helmet-7/b7/41", "ch4", 1.2, 1.0, "%", at)
    signal = ConditionActive(
        tenant=ACME,
        site=PIT,
        rule=RuleName(rule),
        title="Methane above the limit",
        subject=Subject("helmet-7"),
        alarm_class=AlarmClass.HIGH,
        direction="rising",
        first_at=at,
        last_at=at,
        evidence=evidence,
    )
    raised = a_move(None, signal, now=at)
    assert raised is not None
    platform.ledger.record(raised.alarm, raised.transition)
    answered = on_act(raised.alarm, Acknowledge(reason), by=KIM, now=NOW)
    assert answered is not None
    platform.ledger.record(answered.alarm, answered.transition)


def row(number: int, annotator: str, start: int, end: int, **changes: str) -> dict[str, Any]:
    times = {"start": f"2026-11-24T08:{start:02}:00Z", "end": f"2026-11-24T08:{end:02}:00Z"}
    said = {"device": "helmet-7", **times, "label": "release", "annotator": annotator}
    return {"row": number, **said, **changes}


def bring(client: TestClient, *rows: dict[str, Any], dry_run: bool = False) -> Any:  # noqa: ANN401 - JSON
    answer = client.post(ANNOTATIONS, json={"annotations": rows, "dry_run": dry_run})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_file_is_taken_whole_or_not_at_all(engineer: TestClient) -> None:
    refused = bring(engineer, row(2, "kim", 0, 5), row(3, "kim", 6, 7, device="helmet-9"))
    tried = bring(engineer, row(2, "kim", 0, 5), dry_run=True)

    assert (refused["written"], tried["written"]) == (False, False)
    assert [each["outcome"] for each in refused["rows"]] == ["added", "refused"]
    assert refused["rows"][1]["column"] == "device"
    assert engineer.get(f"{LABEL}/agreement").status_code == 404

    assert bring(engineer, row(2, "kim", 0, 5))["written"]
    again = bring(engineer, row(2, "kim", 0, 5))
    assert (again["written"], again["rows"][0]["outcome"]) == (False, "unchanged")


def test_two_files_of_one_annotator_add_up(engineer: TestClient) -> None:
    bring(engineer, row(2, "kim", 0, 5))
    bring(engineer, row(2, "kim", 10, 15))

    engineer.post(f"{LABEL}/adjudication", json={})

    assert len(engineer.get(LABEL).json()["intervals"]) == 2


def test_a_label_that_nobody_decided_says_who_annotated_it_and_what_to_do(engineer: TestClient) -> None:
    unknown = engineer.get(LABEL)
    bring(engineer, row(2, "lee", 0, 5), row(3, "kim", 0, 5))
    waiting = engineer.get(LABEL)

    assert (unknown.status_code, waiting.status_code) == (404, 404)
    assert "`spotter label mark`" in unknown.json()["detail"]
    assert "kim, lee annotated it" in waiting.json()["detail"]
    assert "spotter label adjudicate north-pit release" in waiting.json()["detail"]


def test_agreement_and_what_most_say(engineer: TestClient) -> None:
    bring(engineer, row(2, "kim", 0, 10), row(3, "lee", 5, 15))

    agreed = engineer.get(f"{LABEL}/agreement").json()
    decided = engineer.post(f"{LABEL}/adjudication", json={}).json()
    named = engineer.post(f"{LABEL}/adjudication", json={"annotator": "lee"}).json()

    assert agreed["annotators"] == ["kim", "lee"]
    assert [agreed["pairs"][0][name] for name in ("both_s", "first_s", "second_s", "neither_s")] == [
        300,
        300,
        300,
        0,
    ]
    assert agreed["mean_kappa"] == pytest.approx(-0.5)
    assert [each["start"] for each in decided["intervals"]] == ["2026-11-24T08:05:00Z"]
    assert decided["decision"]["undecided_s"] == 600
    assert len(decided["excluded"]) == 2
    assert (named["decision"]["how"], named["decision"]["by"]) == ("annotator", "emeka")
    assert [each["end"] for each in named["intervals"]] == ["2026-11-24T08:15:00Z"]
    shown = engineer.get(LABEL).json()
    assert shown["intervals"] == named["intervals"]
    assert [each["how"] for each in shown["earlier"]] == ["majority", "annotator"]


def test_what_was_marked_by_hand_is_replaced_only_if_meant(engineer: TestClient) -> None:
    engineer.put(LABEL, json={"intervals": [FIRST]})
    bring(engineer, row(2, "kim", 0, 10))

    refused = engineer.post(f"{LABEL}/adjudication", json={})
    replaced = engineer.post(f"{LABEL}/adjudication", json={"replace": True})

    assert refused.status_code == 409
    assert "by hand" in refused.json()["detail"]
    assert replaced.status_code == 200


def test_time_is_labelled_by_what_people_said_of_alarms(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    raise_alarm(platform, "ch4-high", ReasonCode.TRUE_ALARM)
    raise_alarm(platform, "ch4-rise", ReasonCode.FALSE_ALARM)

    of_high = engineer.post(f"{LABEL}/from-alarms", json={"rule": "ch4-high"}).json()
    of_rise = engineer.post(f"{LABEL}/from-alarms", json={"rule": "ch4-rise"})
    replaced = engineer.post(f"{LABEL}/from-alarms", json={"rule": "ch4-rise", "replace": True}).json()

    stretch = {"device": "helmet-7", "start": "2026-11-24T08:54:50Z", "end": "2026-11-24T08:55:20Z"}
    assert (of_high["intervals"], of_high["counts"]) == ([stretch], {"true_alarm": 1})
    assert (of_high["decision"]["delay_p50_s"], of_high["decision"]["noise"]) == (300, 0)
    assert of_rise.status_code == 409
    assert (replaced["intervals"], replaced["negative"]) == ([], [stretch])


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"{LABEL}/adjudication", {}, 404),
        (f"{LABEL}/from-alarms", {"rule": "ch4-high"}, 404),
        (f"{LABEL}/from-alarms", {"rule": "ch4-high", "after_s": 0}, 400),
        ("/v1/sites/nowhere/labels/release/adjudication", {}, 404),
    ],
)
def test_what_is_not_there_decides_nothing(
    engineer: TestClient, path: str, body: dict[str, Any], status: int
) -> None:
    assert engineer.post(path, json=body).status_code == status


def test_an_annotator_who_said_nothing_of_it_decides_nothing(engineer: TestClient) -> None:
    bring(engineer, row(2, "kim", 0, 10))

    answer = engineer.post(f"{LABEL}/adjudication", json={"annotator": "ann"})

    assert answer.status_code == 404


def test_what_is_too_much_for_one_writing_is_refused_and_writes_nothing(engineer: TestClient) -> None:
    too_many = [row(number, f"kim-{number}", 0, 10) for number in range(1, 102)]

    answer = engineer.post(ANNOTATIONS, json={"annotations": too_many})

    assert (answer.status_code, "at most 100 pairs" in answer.json()["detail"]) == (400, True)
    assert engineer.get(f"{LABEL}/agreement").status_code == 404


def test_another_tenant_sees_none_of_it(engineer: TestClient, platform: ConsolePlatform) -> None:
    bring(engineer, row(2, "kim", 0, 10))

    assert platform.client(an_engineer("other")).get(f"{LABEL}/agreement").status_code == 404


def test_labels_are_for_engineers(platform: ConsolePlatform) -> None:
    for claims in (a_supervisor(), an_operator()):
        client = platform.client(claims)
        assert client.post(ANNOTATIONS, json={"annotations": [row(2, "kim", 0, 5)]}).status_code == 403
        assert client.get(f"{LABEL}/agreement").status_code == 403
        assert client.post(f"{LABEL}/adjudication", json={}).status_code == 403
        assert client.post(f"{LABEL}/from-alarms", json={"rule": "ch4-high"}).status_code == 403
