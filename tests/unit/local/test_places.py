import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local import deployment, emulator
from infra.local.places import Endpoints, environment, free_ports, load, save
from infra.local.stack import LocalStack

SOME = Endpoints(
    pid=os.getpid(),
    endpoint_url="http://127.0.0.1:9",
    region="us-east-1",
    mqtt_host="127.0.0.1",
    mqtt_port=8883,
    mqtt_ca="ca.pem",
    api_url="http://127.0.0.1:9/api",
    outputs={"ApiId": "a"},
    operator="o",
    password="p",
    tenant="demo",
    digest="d",
    logs="log",
)


def test_endpoints_come_back_and_are_for_their_owner_only(tmp_path: Path) -> None:
    save(SOME, tmp_path)

    assert load(tmp_path) == SOME
    assert stat.S_IMODE((tmp_path / "stack.json").stat().st_mode) == 0o600


def test_a_folder_without_a_stack_has_no_endpoints(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    assert LocalStack(tmp_path).endpoints() is None


def test_free_ports_differ_and_can_be_bound() -> None:
    ports = free_ports(5)

    assert len(set(ports)) == 5
    for port in ports:
        with socket.socket() as each:
            each.bind(("127.0.0.1", port))


def test_no_client_of_the_local_stack_can_reach_a_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")

    variables = environment("http://127.0.0.1:9")

    assert "AWS_PROFILE" not in variables
    assert "AWS_SESSION_TOKEN" not in variables
    assert variables["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9"
    assert variables["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_a_process_that_got_the_old_number_is_not_stopped() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        emulator.stop(bystander.pid)

        assert bystander.poll() is None
        bystander.kill()


def test_the_digest_names_what_would_be_deployed() -> None:
    assert deployment.digest() == deployment.digest()
    assert len(deployment.digest()) == 64
