"""A gateway from the command line at the deployed platform: outages, kills, updates, places."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders.gateway_on_stack import Cli, Gateway, a_model_for
from callers import Device, Json, Platform, eventually
from spotter.edge.gateway.reports import GATEWAY_CHANNELS

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
WHERE = {
    "lat": {"type": "number", "unit": "deg", "minimum": -90, "maximum": 90, "hazard": "latitude"},
    "lon": {"type": "number", "unit": "deg", "minimum": -180, "maximum": 180, "hazard": "longitude"},
    "acc": {"type": "number", "unit": "m", "minimum": 0, "maximum": 1000, "hazard": "accuracy"},
}
SHAFT = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [127.0, 37.5]},
    "properties": {
        "title": "Shaft 2",
        "kind": "exclusion",
        "accuracy_m": 5,
        "radius_m": 20,
        "alarm_class": "life-safety",
    },
}
BEACONS = [
    {"name": "gate-lamp", "latitude": 37.6, "longitude": 127.0},
    {"name": "shaft-lamp", "latitude": 37.5, "longitude": 127.0},
]
Aws = Callable[[str], Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def cli(platform: Platform, home: Path) -> Cli:
    return Cli(platform, home)


@pytest.fixture
def site(platform: Platform) -> str:
    return platform.a_site(f"+8210{uuid.uuid4().int % 10**8:08d}")


@pytest.fixture
def gateway(cli: Cli, platform: Platform, site: str, tmp_path: Path) -> Iterator[Gateway]:
    made = Gateway.made(cli, platform, site, f"gate-{uuid.uuid4().hex[:8]}", tmp_path)
    yield made
    made.close()


def test_through_an_outage_and_kills_everything_published_is_accounted_for(
    platform: Platform, site: str, gateway: Gateway
) -> None:
    profile = platform.a_profile(GAS)
    first, second = platform.a_device(site, profile), platform.a_device(site, profile)
    gateway.serve(first, second)
    gateway.hear(*(reading(first, n) for n in range(5)), {**reading(first, 5), "values": {"helium": 1}})
    gateway.hear(reading(first, 0), reading(second, 0))

    gateway.cut()
    gateway.hear(*(reading(each, n) for each in (first, second) for n in range(6, 26)))
    gateway.kill()
    gateway.hear(reading(first, 26, ch4=1.7), reading(second, 26))
    gateway.kill()
    spooled = gateway.waiting()
    gateway.mend()

    eventually(lambda: gateway.waiting() == 0, "an empty spool")
    accounts = [whole_account(platform, first, accepted=26), whole_account(platform, second, accepted=22)]
    assert spooled >= 42
    assert [each["quarantined"] for each in accounts] == [1, 0]
    assert all(
        each["published"] == each["accepted"] + each["quarantined"] + each["duplicates"] for each in accounts
    )
    alarms = platform.call("GET", f"/v1/sites/{site}/alarms").body["alarms"]
    assert first.name in {each["subject"] for each in alarms}


def test_rules_come_as_a_job_and_what_is_not_what_it_says_or_not_fit_leaves_the_rules_before(
    platform: Platform, site: str, gateway: Gateway, cli: Cli, aws: Aws, tmp_path: Path
) -> None:
    gateway.serve(platform.a_device(site, platform.a_profile(GAS)))
    before = gateway.tells()["rules"]

    cli("rules", "set", site, "--pack", "instrument-defaults", "--pack", "msha")
    right = gateway.ordered(cli("gateway", "deploy", gateway.name)["job"])
    after = gateway.tells()["rules"]
    forged = gateway.ordered(
        a_forged_order(platform, gateway, cli, aws, rules_as_they_are(gateway, tmp_path))
    )
    unfit = gateway.ordered(an_unfit_order(gateway, cli, tmp_path))

    assert right["status"] == "SUCCEEDED"
    assert before != after
    assert "msha" in after
    assert (forged["status"], unfit["status"]) == ("FAILED", "FAILED")
    assert "digest" in forged["reason"]
    assert "gate-elsewhere" in unfit["reason"]
    assert gateway.tells()["rules"] == after


def test_models_come_as_a_job_and_those_before_score_on_when_it_fails_and_after_a_restart(
    platform: Platform, site: str, gateway: Gateway, cli: Cli, aws: Aws, tmp_path: Path
) -> None:
    worn = platform.a_device(site, profile := platform.a_profile(GAS))
    gateway.serve(worn)
    first, second, others = (tmp_path / name for name in ("first.json", "second.json", "others.json"))
    first.write_bytes(a_model_for(platform, site, profile, "v1"))
    second.write_bytes(a_model_for(platform, site, profile, "v2"))
    others.write_bytes(a_model_for(platform, "elsewhere", profile, "v3"))
    deploy = ("gateway", "deploy", gateway.name, "--kind", "model", "--file")

    right = gateway.ordered(cli(*deploy, str(first))["job"])
    unfit = gateway.ordered(cli(*deploy, str(others))["job"])
    forged = gateway.ordered(a_forged_order(platform, gateway, cli, aws, second, kind="model"))
    gateway.hear(reading(worn, 0, ch4=9.0))

    assert [each["status"] for each in (right, unfit, forged)] == ["SUCCEEDED", "FAILED", "FAILED"]
    assert "elsewhere" in unfit["reason"]
    assert "digest" in forged["reason"]
    eventually(lambda: gateway.tells()["scoring"]["advice"], "the advice of the model before")
    assert gateway.tells()["scoring"]["models"] == ["release@v1"]


def test_a_worker_whom_beacons_place_in_an_exclusion_zone_is_on_the_track_and_in_an_alarm(
    platform: Platform, site: str, gateway: Gateway, cli: Cli
) -> None:
    worn = platform.a_device(site, platform.a_profile(GAS | WHERE))
    cli("device", "assign", worn.name, f"kim-{site}")
    assert platform.call("PUT", f"/v1/sites/{site}/zones/shaft-2", SHAFT).status == 200
    gateway.serve(worn, beacons=BEACONS)

    gateway.hear({"device": worn.name, "values": {"ch4": 0.1}, "beacons": {"gate-lamp": -55}})
    gateway.hear(
        {"device": worn.name, "values": {"ch4": 0.1}, "beacons": {"shaft-lamp": -55, "gate-lamp": -90}}
    )

    def alarms() -> list[tuple[str, str]]:
        told = platform.call("GET", f"/v1/sites/{site}/alarms").body["alarms"]
        return [(each["rule"], each["subject"]) for each in told]

    who = f"worker~kim-{site}"
    assert eventually(alarms, "the alarm of the zone") == [("zone-shaft-2", who)]
    inside = platform.call("GET", f"/v1/sites/{site}/zones/shaft-2/occupants").body["inside"]
    assert [each["subject"] for each in inside] == [who]


def test_a_gateway_joins_by_a_claim_and_its_certificate_is_rotated_while_it_runs(
    platform: Platform, site: str, cli: Cli, tmp_path: Path
) -> None:
    serial, stack = f"SN-{uuid.uuid4().hex[:8]}", platform.stack
    profile = platform.a_profile(msgspec.to_builtins(GATEWAY_CHANNELS))
    claim = cli("device", "claim", "create", "--site", site, "--per-hour", "2")["claim"]
    allowed = tmp_path / "allowed.csv"
    allowed.write_text(f"serial,device,site,profile\n{serial},{serial.lower()},{site},{profile}\n")
    cli("device", "allow", "import", str(allowed))
    broker = ["--host", stack.mqtt_host, "--port", str(stack.mqtt_port), "--authority", stack.mqtt_ca]
    words = ["--claim", claim, "--serial", serial, "--site", site, "--out", str(tmp_path), *broker]
    joined = cli("gateway", "join", *words)
    with closing(Gateway(cli, platform, joined["gateway"], Path(joined["config"]))) as made:
        before, after = rotated_without_loss(platform, site, cli, made)

    assert after > before


def rotated_without_loss(platform: Platform, site: str, cli: Cli, made: Gateway) -> tuple[int, int]:
    """Rotate the certificate of a gateway that runs, between readings; how often it has connected."""
    worn = platform.a_device(site, platform.a_profile(GAS))

    made.serve(worn)
    before = connections(made)
    made.hear(*(reading(worn, n) for n in range(3)))
    cli("gateway", "rotate", "--config", str(made.config))
    made.hear(*(reading(worn, n) for n in range(3, 6)))

    whole_account(platform, worn, accepted=6)
    eventually(lambda: connections(made) > before, "a connection with the new certificate")
    made.hear(reading(worn, 6))
    whole_account(platform, worn, accepted=7)
    return before, connections(made)


def connections(gateway: Gateway) -> int:
    """Count how often it has connected, once it is connected."""
    told = eventually(lambda: told if (told := gateway.tells())["connected"] else None, "a connection")
    assert told is not None
    return int(told["connections"])


def reading(device: Device, number: int, *, ch4: float = 0.1) -> Json:
    """What a device says that numbers its readings."""
    return {"device": device.name, "boot": "b1", "seq": number, "values": {"ch4": ch4}}


def whole_account(platform: Platform, device: Device, *, accepted: int) -> Json:
    """Give the account once so many readings were accepted."""

    def look() -> Json | None:
        account = platform.call("GET", f"/v1/devices/{device.name}/account").body
        return account if account.get("accepted", 0) >= accepted else None

    found = eventually(look, f"{accepted} accepted readings of {device.name}")
    assert found is not None
    assert found["accepted"] == accepted
    return found


def a_forged_order(
    platform: Platform, gateway: Gateway, cli: Cli, aws: Aws, file: Path, kind: str = "manifest"
) -> str:
    """Order what is in a file, and lay something else in its place before the gateway fetches it."""
    gateway.stop()
    ordered = cli("gateway", "deploy", gateway.name, "--kind", kind, "--file", str(file))
    key = f"updates/{platform.stack.tenant}/{kind}/{ordered['sha256']}"
    forged = b" " * int(ordered["size"])
    aws("s3").put_object(Bucket=platform.stack.outputs["LakeBucket"], Key=key, Body=forged)
    gateway.start()
    return str(ordered["job"])


def rules_as_they_are(gateway: Gateway, folder: Path) -> Path:
    """Write what the gateway was set up with once more, in other bytes."""
    renewed = folder / "renewed.json"
    renewed.write_text(json.dumps(json.loads(gateway.config.with_name("manifest.json").read_text())))
    return renewed


def an_unfit_order(gateway: Gateway, cli: Cli, folder: Path) -> str:
    """Order what is whole and signed, and another gateway's."""
    another = json.loads(gateway.config.with_name("manifest.json").read_text())
    (folder / "another.json").write_text(json.dumps({**another, "gateway": "gate-elsewhere"}))
    return str(cli("gateway", "deploy", gateway.name, "--file", str(folder / "another.json"))["job"])
