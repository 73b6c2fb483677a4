"""The local stack and those who call it. Workers (`-n 2`) share one stack, started by their lead."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from localstack_client.session import Session

from callers import Platform
from infra.local.places import Endpoints, load
from infra.local.stack import LocalStack
from terminals import Person

SHARED = pytest.StashKey[LocalStack]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the stack before the workers, who learn of it from SPOTTER_STACK."""
    config = session.config
    leads = not hasattr(config, "workerinput") and config.getoption("numprocesses", None)
    if leads and "SPOTTER_STACK" not in os.environ and not config.option.collectonly:
        local = config.stash[SHARED] = LocalStack(Path(tempfile.mkdtemp(prefix="spotter-e2e-")))
        local.up()
        os.environ["SPOTTER_STACK"] = str(local.state)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the stack that the lead has started."""
    if local := session.config.stash.get(SHARED, None):
        local.down()
        shutil.rmtree(local.state, ignore_errors=True)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoints]:
    """A stack of this test session, or the one whose state folder SPOTTER_STACK names."""
    if given := os.environ.get("SPOTTER_STACK"):
        running = load(Path(given))
        assert running is not None, f"no stack was started in {given}"
        yield running
        return
    local = LocalStack(tmp_path_factory.mktemp("stack"))
    try:
        yield local.up()
    finally:
        local.down()


@pytest.fixture
def compaction(stack: Endpoints) -> Iterator[None]:
    """Keep other tests from compaction, which is of all sites at once, while one counts what it does."""
    with (Path(stack.logs).parent / "compaction.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def aws(stack: Endpoints) -> Callable[[str], Any]:
    """Clients of the emulator, from sessions that serve anything LocalStack-compatible."""
    os.environ["AWS_ENDPOINT_URL"] = stack.endpoint_url
    session = Session(
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name=stack.region,
        localstack_host=stack.endpoint_url.removeprefix("http://"),
    )
    return lambda service: session.client(service, endpoint_url=stack.endpoint_url)


@pytest.fixture(scope="session")
def token(stack: Endpoints) -> str:
    """The id token of the operator."""
    identity = boto3.client(
        "cognito-idp",
        endpoint_url=stack.endpoint_url,
        region_name=stack.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    answer = identity.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=stack.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": stack.operator, "PASSWORD": stack.password},
    )
    return str(answer["AuthenticationResult"]["IdToken"])


@pytest.fixture
def platform(stack: Endpoints, token: str, tmp_path: Path) -> Platform:
    """The platform with an operator signed in."""
    return Platform(stack, token, tmp_path)


@pytest.fixture
def operator(stack: Endpoints, tmp_path: Path) -> Person:
    """An operator at a terminal, signed in."""
    person = Person(tmp_path / "operator", Path(stack.logs).parent)
    assert person("login", "--state", str(person.state)).code == 0
    return person
