"""Signing in to a local stack: as its operator, as somebody else, and for the first time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws
from typer.testing import CliRunner

from spotter.adapters.aws.clients import connect
from spotter.cli.login import NEW_PASSWORD, PASSWORD
from spotter.cli.main import commands
from spotter.cli.session import HOME, session
from spotter.errors import Unauthorized

TEMPORARY, OWN = "a-Temporary-1-password", "an-Own-2-password"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A local stack's description of itself, with a user pool in moto where siobhan was just invited."""
    for name, value in {"AWS_DEFAULT_REGION": "eu-central-1", HOME: str(tmp_path / "home")}.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        identity = connect("cognito-idp")
        pool = identity.create_user_pool(PoolName="people")["UserPool"]["Id"]
        client = identity.create_user_pool_client(
            UserPoolId=pool, ClientName="cli", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )["UserPoolClient"]["ClientId"]
        identity.admin_create_user(UserPoolId=pool, Username="siobhan", TemporaryPassword=TEMPORARY)
        described = {
            "endpoint_url": "https://cognito-idp.eu-central-1.amazonaws.com",
            "region": "eu-central-1",
            "mqtt_host": "127.0.0.1",
            "mqtt_port": 1,
            "mqtt_ca": "ca.pem",
            "api_url": "http://127.0.0.1:9",
            "outputs": {"UserPoolClientId": client},
            "operator": "operator",
            "password": "the-operators",
        }
        (tmp_path / "stack.json").write_text(json.dumps(described))
        yield tmp_path


def sign_in(state: Path, *, typed: str = "") -> None:
    words = ["login", "--user", "siobhan", "--state", str(state)]
    done = CliRunner().invoke(commands, words, input=typed, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_whoever_was_invited_types_the_password_and_chooses_one_of_their_own(state: Path) -> None:
    sign_in(state, typed=f"{TEMPORARY}\n{OWN}\n{OWN}\n")
    sign_in(state, typed=f"{OWN}\n")

    assert session().user == "siobhan"


def test_a_script_gives_both_passwords_in_its_environment(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, TEMPORARY)
    monkeypatch.setenv(NEW_PASSWORD, OWN)

    sign_in(state)

    assert session().user == "siobhan"


def test_a_wrong_password_is_said_with_the_name(state: Path) -> None:
    with pytest.raises(Unauthorized, match="siobhan could not sign in"):
        sign_in(state, typed="not-The-1-password\n")
