"""Where the contract suites run: in memory, on moto, and on a local stack when the environment names one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from contract.places import stack_endpoint

AWAY = ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
HERE = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
STACK = stack_endpoint()
PLACES = ("memory", "moto", "stack") if STACK else ("memory", "moto")


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment whose clients could reach no account."""
    for key in AWAY:
        monkeypatch.delenv(key, raising=False)
    for key, value in HERE.items():
        monkeypatch.setenv(key, value)


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of the place in which this test runs."""
    request.getfixturevalue("nowhere")
    if request.param == "moto":
        with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
            yield "moto"
        return
    if STACK:
        monkeypatch.setenv("AWS_ENDPOINT_URL", STACK)
    yield request.param
