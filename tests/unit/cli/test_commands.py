from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid, NotFound

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

REGISTERED = {
    "device": "helmet-7",
    "site": "north-pit",
    "profile": "gas",
    "profile_version": 1,
    "thing": "acme_helmet-7",
    "client_id": "acme_helmet-7",
    "principal": "abc",
    "certificate_pem": "the certificate",
    "private_key": "the key",
    "endpoint": "broker.example",
    "port": 8883,
    "topics": {"readings": "spotter/acme_helmet-7/readings", "events": "spotter/acme_helmet-7/events"},
    "token": "spd_acme_helmet-7_00",
}
NO_LOSS = {"version": 2, "since": "2026-11-17T09:00:00Z", "until": "2026-11-24T09:00:00Z"}


def run(*words: str, given: str | None = None) -> str:
    done = CliRunner().invoke(commands, list(words), input=given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_site_is_described_with_its_supervisors(signed_in: Pretender) -> None:
    run("site", "put", "north-pit", "--title", "North pit", "--supervisor", "Kim=+821012345678")

    body = {"title": "North pit", "supervisors": [{"name": "Kim", "phone": "+821012345678"}]}
    assert signed_in.asked == [("PUT", "/v1/sites/north-pit", body)]


def test_a_supervisor_without_a_phone_is_refused_before_anything_is_sent(signed_in: Pretender) -> None:
    with pytest.raises(Invalid, match="NAME=PHONE"):
        run("site", "put", "north-pit", "--title", "North pit", "--supervisor", "Kim")

    assert signed_in.asked == []


def test_a_profile_may_be_written_in_yaml_and_in_short(signed_in: Pretender) -> None:
    signed_in.answers["/v1/profiles/gas/dry-run"] = (200, NO_LOSS)

    run("profile", "put", "gas", "-", given="DataType: String\nco: Decimal\n")

    assert signed_in.asked[-1] == ("PUT", "/v1/profiles/gas", {"DataType": "String", "co": "Decimal"})


def test_the_schema_of_a_profile_takes_both_forms() -> None:
    described = json.loads(run("profile", "schema"))

    full, short = described["anyOf"]
    channel = described["$defs"]["Draft"]["properties"]["channels"]["additionalProperties"]["anyOf"]
    assert full == {"$ref": "#/$defs/Draft"}
    assert "Decimal" in short["additionalProperties"]["enum"]
    assert channel[0] == {"$ref": "#/$defs/Channel"}


def test_a_profile_comes_from_a_file_or_from_standard_input(signed_in: Pretender) -> None:
    signed_in.answers["/v1/profiles/gas/dry-run"] = (200, NO_LOSS)
    channels = {"channels": {"ch4": {"type": "number"}}}

    run("profile", "put", "gas", "-", given=json.dumps(channels))

    assert signed_in.asked == [
        ("POST", "/v1/profiles/gas/dry-run", channels),
        ("PUT", "/v1/profiles/gas", channels),
    ]


def test_registering_keeps_the_identity_and_prints_no_secret(signed_in: Pretender, tmp_path: Path) -> None:
    signed_in.answers["/v1/devices"] = (201, REGISTERED)

    told = run("device", "register", "helmet-7", "--site", "north-pit", "--profile", "gas", "--json")

    place = Path(json.loads(told)["identity"])
    assert (place / "private.key").read_text() == "the key"
    assert place.is_relative_to(tmp_path)
    assert "the key" not in told
    assert "spd_" not in told


def test_a_gateway_posts_with_its_own_token(signed_in: Pretender, tmp_path: Path) -> None:
    signed_in.answers["/v1/devices"] = (201, REGISTERED)
    run("device", "register", "helmet-7", "--site", "north-pit", "--profile", "gas")
    batch = tmp_path / "batch.json"
    batch.write_text('{"v":1,"readings":[]}')

    run("readings", "post", "helmet-7", str(batch))

    assert signed_in.tokens[-1] == "Bearer spd_acme_helmet-7_00"


@pytest.mark.parametrize("value", ["nan", "NaN", "inf", "-Infinity", "1e999"])
def test_what_is_no_number_is_not_published_and_the_remedy_is_told(signed_in: Pretender, value: str) -> None:
    with pytest.raises(Invalid, match=f"ch4={value} is no finite number; leave the channel out"):
        run("publish", "helmet-7", "o2=20.9", f"ch4={value}")

    assert signed_in.asked == []


def test_publishing_as_a_device_that_was_not_registered_here_is_refused(signed_in: Pretender) -> None:
    with pytest.raises(NotFound, match="helmet-8"):
        run("publish", "helmet-8", "ch4=1.2")

    assert signed_in.asked == []


def test_a_list_is_a_table_for_people_and_json_for_machines(signed_in: Pretender) -> None:
    signed_in.answers["/v1/sites"] = (200, {"sites": [{"name": "north-pit", "title": "North pit"}]})

    assert "North pit" in run("site", "list")
    assert json.loads(run("site", "list", "--json"))["sites"][0]["name"] == "north-pit"


def test_acknowledging_says_what_the_alarm_was(signed_in: Pretender) -> None:
    run("alarm", "acknowledge", "north-pit", "ch4-high.head-1", "--reason", "true_alarm", "--note", "fan on")

    path = "/v1/sites/north-pit/alarms/ch4-high.head-1/acknowledge"
    assert signed_in.asked == [("POST", path, {"reason": "true_alarm", "note": "fan on"})]


def test_training_waits_for_the_verdict(signed_in: Pretender) -> None:
    signed_in.answers["/v1/models/fall/trainings"] = (202, {"training": "run-1"})
    ended = {"training": "run-1", "status": "SUCCEEDED", "verdict": None}
    signed_in.answers["/v1/models/fall/trainings/run-1"] = (200, ended)
    options = ["--site", "s", "--profile", "p", "--label", "fall", "--channel", "acc_peak"]

    told = run("model", "train", "fall", *options, "--json")

    assert json.loads(told)["status"] == "SUCCEEDED"
    _, _, body = signed_in.asked[0]
    assert body["window"] == {"channels": ["acc_peak"], "length_s": 10.0}
    assert body["label"] == {"type": "marked", "label": "fall"}


@pytest.mark.parametrize("group", ["", "device", "site", "profile", "alarm", "label", "model", "readings"])
def test_every_command_explains_itself(group: str) -> None:
    assert "Usage" in run(*group.split(), "--help")


def test_what_goes_wrong_is_one_sentence_and_an_exit_code(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from spotter.cli.main import app; app()", "site", "list"],
        env={"SPOTTER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == "spotter: nobody is signed in; use `spotter login`\n"
