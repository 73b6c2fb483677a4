"""Every algorithm of Table 1 on the local stack: recommended, trained, exported, validated, scoring live."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import urllib3

from callers import Device, Json, Platform, eventually
from spotter.domain.algorithms import TRAITS

pytestmark = pytest.mark.e2e

LONG = 180.0
LABELS: dict[str, Json] = {
    "binary": {"type": "ahead", "channel": "g", "limit": 3.0, "horizon_s": 2.0},
    "multiclass": {"type": "levels", "channel": "g", "limits": [3.0, 6.5], "horizon_s": 2.0},
    "regression": {"type": "value", "channel": "g", "limit": 3.0, "horizon_s": 2.0},
    "anomaly": {"type": "anomaly"},
}
PAIRS = [(name, task) for name, traits in TRAITS.items() for task in LABELS if task in traits.tasks]
LOOKED_BEHIND = {("svm", "binary"), ("boosted_tree", "binary")}
SECONDS = 200
APART = 400
"""Seconds between the yard and what is measured live, so that no training learns from the tests before it."""


class Yard(NamedTuple):
    """A site whose bands have been shaken now and then."""

    site: str
    profile: str
    since: datetime


def shaken(second: int, shift: int) -> float:
    return 5.0 + second % 3 if (second + shift) % 50 < 5 else 1.0 + 0.1 * (second % 4)


def publish(
    platform: Platform, device: Device, since: datetime, values: list[float], *, first: int = 0
) -> None:
    readings = [
        {"boot": "b1", "seq": seq, "at": (since + timedelta(seconds=seq)).isoformat(), "values": {"g": value}}
        for seq, value in enumerate(values, first)
    ]
    for start in range(0, len(readings), 100):
        batch = {"v": 1, "readings": readings[start : start + 100]}
        assert platform.publish(device, json.dumps(batch).encode())


def lines(platform: Platform, aws: Callable[[str], Any], kind: str, site: str) -> Iterator[Json]:
    s3, bucket = aws("s3"), platform.stack.outputs["LakeBucket"]
    prefix = f"{kind}/tenant={platform.stack.tenant}/site={site}/"
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            content = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
            yield from map(json.loads, gzip.decompress(content).splitlines())


def named(yard_site: str, name: str, task: str) -> str:
    return f"{name.replace('_', '-')}-{task}-{yard_site[-4:]}"


@pytest.fixture(scope="module")
def yards() -> dict[str, Yard]:
    return {}


@pytest.fixture
def yard(yards: dict[str, Yard], platform: Platform, aws: Callable[[str], Any]) -> Yard:
    """Make the yard once."""
    if "yard" not in yards:
        site, profile = platform.a_site(), platform.a_profile({"g": {"type": "number", "unit": "m/s^2"}})
        since = datetime.now(UTC) - timedelta(seconds=SECONDS + APART)
        for shift in (0, 11, 23, 37):
            device = platform.a_device(site, profile)
            publish(platform, device, since, [shaken(second, shift) for second in range(SECONDS)])
        eventually(
            lambda: len(list(lines(platform, aws, "readings", site))) >= 4 * SECONDS,
            "the archive",
            patience_s=LONG,
        )
        yards["yard"] = Yard(site, profile, since)
    return yards["yard"]


def started(platform: Platform, yard: Yard, name: str, task: str) -> str:
    request = {
        "site": yard.site,
        "profile": yard.profile,
        "window": {"channels": ["g"], "length_s": 3, "statistics": ["last", "mean", "max"]},
        "label": LABELS[task],
        "since": yard.since.isoformat(),
        "until": (yard.since + timedelta(seconds=SECONDS)).isoformat(),
        "budget_s": 2,
        "algorithm": name,
        "false_alarms_per_device_hour": 300 if task == "anomaly" else 30,
    }
    answer = platform.call("POST", f"/v1/models/{named(yard.site, name, task)}/trainings", request)
    assert answer.status == 202, answer.body
    return str(answer.body["training"])


@pytest.mark.parametrize(("name", "task"), PAIRS)
def test_an_algorithm_is_recommended_trained_validated_and_scores_live(
    platform: Platform, aws: Callable[[str], Any], yard: Yard, name: str, task: str
) -> None:
    model = named(yard.site, name, task)
    path = f"/v1/models/{model}/trainings/{started(platform, yard, name, task)}"

    def ended() -> Json | None:
        answer = platform.call("GET", path).body
        return answer if answer["status"] != "RUNNING" else None

    training = eventually(ended, "the training's end", patience_s=LONG) or {}

    assert training["status"] == "SUCCEEDED", training
    failed = [check for check in training["verdict"]["checks"] if not check["passed"]]
    assert training["verdict"]["outcome"] == "promote", failed
    version = training["champion"]["version"]
    advice = platform.call("POST", f"/v1/models/{model}/recommendations", {}).body
    choice = next(o for o in advice["options"] if (o["kind"], o["algorithm"]) == ("algorithm", name))
    assert choice["runs"] >= 1
    assert choice["why"]

    device = platform.a_device(yard.site, yard.profile)
    since, sent = datetime.now(UTC) - timedelta(seconds=200), itertools.count(step=4)

    def scored() -> list[Json]:
        """Publish on: a warm function looks for new champions every few seconds only."""
        publish(platform, device, since, [1.0, 1.1, 6.0, 7.0], first=next(sent))
        time.sleep(2)
        found = lines(platform, aws, "predictions", yard.site)
        return [line for line in found if (line["device"], line["version"]) == (device.name, version)]

    predictions = eventually(scored, "live predictions", patience_s=LONG) or []
    assert {line["model"] for line in predictions} == {model}
    if (name, task) in LOOKED_BEHIND:
        look_behind(platform, yard.site, model, version)


def look_behind(platform: Platform, site: str, model: str, version: str) -> None:
    """See what stands behind a live version, and let its line follow answers and go back."""
    card = platform.call("GET", f"/v1/models/{model}/card").body
    assert (card["version"], card["live"], card["verdict"]["outcome"]) == (version, True, "promote")
    assert platform.call("GET", f"/v1/models/{model}/evidence").body["segments"]
    files = platform.call("GET", f"/v1/models/{model}/files").body["files"]
    text = urllib3.PoolManager().request("GET", files[0]["url"])
    assert hashlib.sha256(text.data).hexdigest() == files[0]["sha256"] == card["card"]["sha256"]
    assert platform.call("GET", f"/v1/models/{model}/mlflow").body["run"]["data"]["metrics"]
    line = f"/v1/sites/{site}/models/{model}/line"
    assert platform.call("PUT", line, {}).body["threshold"] == card["card"]["threshold"]
    assert platform.call("POST", f"{line}/learn").status == 200
    moves = platform.call("POST", f"{line}/rollback", {"hold": True}).body["moves"]
    assert [move["why"] for move in moves] == ["begun", "rolled_back"]


def test_a_study_is_worked_on_in_two_slices_and_its_best_is_fitted(platform: Platform, yard: Yard) -> None:
    model = named(yard.site, "svm", "binary")
    versions = platform.call("GET", f"/v1/models/{model}").body["versions"]
    dataset, known = versions[0]["dataset"], {each["version"] for each in versions}
    study = f"/v1/studies/night-{yard.site[-4:]}"
    asked = {"model": model, "dataset": dataset, "trials": 4, "workers": 2}

    begun = platform.call("PUT", study, asked)
    assert begun.status == 200, begun.body

    def finished() -> Json | None:
        found = platform.call("GET", study).body
        return found if not found["left"] else None

    standing = eventually(finished, "the trials", patience_s=LONG) or {}
    trials = platform.call("GET", f"{study}/trials").body["trials"]
    assert [trial["number"] for trial in trials] == [0, 1, 2, 3]
    assert standing["best"]["loss"] == min(trial["loss"] for trial in trials)

    def fitted() -> list[Json]:
        versions = platform.call("GET", f"/v1/models/{model}").body["versions"]
        return [each for each in versions if each["version"] not in known and each["verdict"]]

    assert eventually(fitted, "the verdict", patience_s=LONG)
