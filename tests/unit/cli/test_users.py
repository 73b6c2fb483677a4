"""The commands about people who sign in, and what the platform's refusals look like to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender


def run(*words: str) -> tuple[str, str]:
    done = CliRunner().invoke(commands, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_somebody_new_is_added_with_roles_and_the_password_is_shown(signed_in: Pretender) -> None:
    signed_in.answers["/v1/users"] = (201, {"name": "siobhan", "password": "once-and-never-again"})

    told, beside = run("user", "add", "siobhan", "--role", "supervisor", "--role", "engineer")

    assert signed_in.asked == [
        ("POST", "/v1/users", {"name": "siobhan", "roles": ["supervisor", "engineer"]})
    ]
    assert "once-and-never-again" in told
    assert "spotter login --user siobhan" in beside


def test_roles_are_changed_and_people_are_closed_and_let_in_again(signed_in: Pretender) -> None:
    run("user", "roles", "siobhan", "--role", "operator")
    run("user", "close", "siobhan")
    run("user", "reopen", "siobhan")

    assert [asked[:2] for asked in signed_in.asked] == [
        ("PUT", "/v1/users/siobhan/roles"),
        ("POST", "/v1/users/siobhan/close"),
        ("POST", "/v1/users/siobhan/reopen"),
    ]


def test_everybody_is_listed_with_what_they_may_do(signed_in: Pretender) -> None:
    people = [{"name": "kim", "roles": ["operator", "engineer"], "state": "active"}]
    signed_in.answers["/v1/users"] = (200, {"users": people})

    told, _ = run("user", "list")

    assert "operator, engineer" in told


def test_a_field_that_is_wrong_is_said_once_and_in_words(signed_in: Pretender) -> None:
    fault = {
        "field": "body.name",
        "reason": "String should match pattern '^[a-z0-9][a-z0-9-]{0,62}$'",
    }
    detail = f"{fault['field']}: {fault['reason']}"
    signed_in.answers["/v1/users"] = (400, {"detail": detail, "faults": [fault]})

    with pytest.raises(Invalid) as refused:
        run("user", "add", "Siobhan!", "--role", "supervisor")

    assert refused.value.sentence.startswith("name: must be 1 to 63 lower-case letters")
    assert "pattern" not in refused.value.sentence


def test_a_file_that_is_no_yaml_names_line_and_column(signed_in: Pretender, tmp_path: Path) -> None:
    broken = tmp_path / "gas.yaml"
    broken.write_text("channels:\n  ch4: {type: number\n")

    with pytest.raises(Invalid, match=r"gas\.yaml is neither JSON nor YAML: line \d+, column \d+"):
        run("profile", "put", "gas", str(broken))

    assert signed_in.asked == []


def test_rules_that_are_neither_file_nor_pack_name_the_packs() -> None:
    with pytest.raises(Invalid, match=r"packs are .*msha"):
        run("rules", "lint", "nopack")
