from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from callers import Device, Json, Platform, eventually
from spotter.contracts.names import DeviceName
from spotter.simulation.motion import FALL, MOTION, WEARABLE
from spotter.simulation.recording import Recording
from spotter.simulation.site import site as simulated

pytestmark = pytest.mark.e2e

LEARNERS, BATCH = 6, 60
LONG = 120.0


@pytest.fixture(scope="module")
def recording() -> Recording:
    return simulated(seed=11, people=LEARNERS + 2, detectors=0, minutes=4)


def channels_of(recording: Recording) -> Json:
    channels: Json = msgspec.to_builtins(recording.profiles[WEARABLE])
    return channels


def publish(platform: Platform, device: Device, recording: Recording, name: str, begins: datetime) -> int:
    """Publish what one simulated device measured, in large batches, with plain paho."""
    readings = [
        {"boot": "b1", "seq": seq, "at": moment(begins, sample.at_s), "values": sample.values}
        for seq, sample in enumerate(each for each in recording.samples if each.device == name)
    ]
    for start in range(0, len(readings), BATCH):
        batch = {"v": 1, "readings": readings[start : start + BATCH]}
        assert platform.publish(device, json.dumps(batch).encode())
    return len(readings)


def moment(begins: datetime, seconds: float) -> str:
    return (begins + timedelta(seconds=seconds)).isoformat()


def lines(platform: Platform, aws: Callable[[str], Any], kind: str, site: str) -> Iterator[Json]:
    s3, bucket = aws("s3"), platform.stack.outputs["LakeBucket"]
    prefix = f"{kind}/tenant={platform.stack.tenant}/site={site}/"
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            content = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
            yield from map(json.loads, gzip.decompress(content).splitlines())


def a_training(platform: Platform, model: str, site: str, profile: str, since: datetime) -> Json:
    """Have a model learned and wait for how it ended."""
    request = {
        "site": site,
        "profile": profile,
        "window": {"channels": list(MOTION), "length_s": 3},
        "label": {"type": "marked", "label": FALL},
        "since": since.isoformat(),
        "until": datetime.now(UTC).isoformat(),
        "budget_s": 5,
        "seed": 1,
        "false_alarms_per_device_hour": 30,
    }
    started = platform.call("POST", f"/v1/models/{model}/trainings", request)
    assert started.status == 202, started.body
    path = f"/v1/models/{model}/trainings/{started.body['training']}"

    def ended() -> Json | None:
        answer = platform.call("GET", path).body
        return answer if answer["status"] != "RUNNING" else None

    return eventually(ended, "the training's end", patience_s=LONG) or {}


def the_marks(
    recording: Recording, devices: Mapping[DeviceName, Device], learners: Collection[str], begins: datetime
) -> list[dict[str, str]]:
    return [
        {
            "device": devices[mark.device].name,
            "start": moment(begins, mark.start_s),
            "end": moment(begins, mark.end_s),
        }
        for mark in recording.marks
        if mark.device in learners
    ]


def test_marked_falls_become_a_model_that_goes_live_and_scores_somebody_new(
    platform: Platform, aws: Callable[[str], Any], recording: Recording
) -> None:
    site, profile = platform.a_site(), platform.a_profile(channels_of(recording))
    *learners, newcomer = recording.devices
    begins = datetime.now(UTC) - timedelta(seconds=recording.duration_s)
    devices = {name: platform.a_device(site, profile) for name in recording.devices}
    model = f"fall-{site}"

    sent = sum(publish(platform, devices[name], recording, name, begins) for name in learners)
    eventually(
        lambda: len(list(lines(platform, aws, "readings", site))) >= sent, "the archive", patience_s=LONG
    )
    marks = the_marks(recording, devices, learners, begins)
    assert platform.call("PUT", f"/v1/sites/{site}/labels/{FALL}", {"intervals": marks}).status == 200
    ended = a_training(platform, model, site, profile, begins)

    assert ended["status"] == "SUCCEEDED", ended
    assert ended["verdict"]["outcome"] == "promote", ended["verdict"]["checks"]
    assert ended["champion"]["version"] == ended["verdict"]["candidate"]
    shown = platform.call("GET", f"/v1/models/{model}").body
    assert shown["champions"][0]["version"] == ended["champion"]["version"]

    publish(platform, devices[newcomer], recording, newcomer, begins)

    predictions = eventually(
        lambda: list(lines(platform, aws, "predictions", site)), "a prediction", patience_s=LONG
    )
    assert {line["device"] for line in predictions} == {devices[newcomer].name}
    assert {line["version"] for line in predictions} == {ended["champion"]["version"]}
    advisories = eventually(
        lambda: platform.call("GET", f"/v1/sites/{site}/alarms?state=all").body["alarms"], "an advisory"
    )
    assert {alarm["alarm_class"] for alarm in advisories if alarm["rule"].startswith("model-")} == {
        "advisory"
    }
    assert all(not alarm["paged"] for alarm in advisories if alarm["rule"].startswith("model-"))


def test_a_training_with_nothing_to_learn_from_says_why_it_failed(
    platform: Platform, recording: Recording
) -> None:
    site, profile = platform.a_site(), platform.a_profile(channels_of(recording))
    device = platform.a_device(site, profile)
    since = datetime.now(UTC) - timedelta(minutes=5)
    mark = {"device": device.name, "start": moment(since, 1), "end": moment(since, 3)}
    platform.call("PUT", f"/v1/sites/{site}/labels/{FALL}", {"intervals": [mark]})

    ended = a_training(platform, f"fall-{site}", site, profile, since)

    assert ended["status"] == "FAILED"
    assert ended["champion"] is None
    assert "no readings" in ended["cause"]
    assert "Traceback" not in ended["cause"]
