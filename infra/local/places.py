"""Where the local stack keeps things, and what others need to know of a running one."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import boto3
import msgspec

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_STATE = ROOT / "build" / "stack"
REGION = "us-east-1"
STACK_NAME = "spotter-local"


class StackError(Exception):
    """The local stack cannot do what was asked; the sentence says what to do."""


class Endpoints(msgspec.Struct, frozen=True):
    """How to reach a running stack. Holds a password, so its file is for its owner only."""

    pid: int
    endpoint_url: str
    region: str
    mqtt_host: str
    mqtt_port: int
    mqtt_ca: str
    api_url: str
    outputs: dict[str, str]
    operator: str
    password: str
    tenant: str
    digest: str
    logs: str


def save(endpoints: Endpoints, state: Path) -> None:
    """Write the endpoints where the CLI, the tests and the demo look for them."""
    path = state / "stack.json"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(endpoints)))


def load(state: Path) -> Endpoints | None:
    """Read the endpoints of the stack in a state folder; None when none was started there."""
    path = state / "stack.json"
    return msgspec.json.decode(path.read_bytes(), type=Endpoints) if path.is_file() else None


def free_ports(count: int) -> list[int]:
    """Find ports of the loopback address that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def environment(endpoint_url: str) -> dict[str, str]:
    """Give the variables that point any AWS client at the emulator, and at no real account."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    return kept | {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.5",
    }


def session() -> boto3.Session:
    """Give a session with the credentials that emulators take, and with no others of this machine."""
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)  # noqa: S106
