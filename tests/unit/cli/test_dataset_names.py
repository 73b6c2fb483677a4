"""Versions by their numbers and by the beginnings of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.client import Platform
from spotter.cli.dataset_names import version_of
from spotter.cli.main import app, commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

FIRST, SECOND, THIRD = "3f0c9a" + "1" * 10, "3f0c9a" + "2" * 10, "123456" + "a" * 10


@pytest.fixture
def gas(signed_in: Pretender) -> Platform:
    listed = [{"number": at, "version": name} for at, name in enumerate((FIRST, SECOND, THIRD), 1)]
    signed_in.answers["/v1/datasets/gas"] = (200, {"versions": listed})
    return Platform(signed_in.url, None)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("2", SECOND), ("3f0c9a1", FIRST), ("123456", THIRD), (THIRD, THIRD), ("current", "current")],
)
def test_a_number_or_a_beginning_is_a_version(gas: Platform, said: str, meant: str) -> None:
    assert version_of(gas, "gas", said) == meant


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("12", "gas has no version 12; spotter dataset versions gas lists them"),
        ("ffffff", "gas has no version ffffff"),
        ("3f0c9a", f"begins 2 versions of gas: {FIRST}, {SECOND}; say more digits"),
        ("newest", "newest is no version; say a number such as 2"),
        ("3f0c", "the first 6 digits of a name"),
    ],
)
def test_what_is_no_version_is_told_in_words(gas: Platform, said: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        version_of(gas, "gas", said)


@pytest.mark.usefixtures("gas")
def test_two_versions_are_compared_by_their_numbers(signed_in: Pretender) -> None:
    done = CliRunner().invoke(
        commands, ["dataset", "diff", "gas", "1", "2", "--json"], catch_exceptions=False
    )

    assert done.exit_code == 0
    assert signed_in.asked[-1][1] == f"/v1/datasets/gas/versions/{FIRST}/difference?to={SECOND}"


@pytest.mark.usefixtures("gas")
def test_features_are_computed_of_a_numbered_version(signed_in: Pretender) -> None:
    signed_in.answers["/v1/features/motion/materialisations"] = (202, {"materialisation": "r-1"})
    words = ["feature", "materialise", "motion", "--dataset"]

    done = CliRunner().invoke(commands, [*words, "gas@2", "--no-wait"], catch_exceptions=False)

    assert done.exit_code == 0, done.output
    assert signed_in.asked[-1][2]["origin"] == {"kind": "dataset", "dataset": "gas", "version": SECOND}
    with pytest.raises(Invalid, match="say which version"):
        CliRunner().invoke(commands, [*words, "gas"], catch_exceptions=False)


@pytest.mark.usefixtures("gas")
def test_a_deleted_version_ends_with_2_as_another_one_would_do(
    signed_in: Pretender, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = {"kind": "version", "name": f"gas@{SECOND}", "state": "deleted since today"}
    problem = {"detail": "it is deleted; choose another version", "facts": facts}
    signed_in.answers[f"/v1/datasets/gas/versions/{SECOND}"] = (409, problem)

    with pytest.raises(SystemExit) as ended:
        app(["dataset", "show", "gas", "--version", "2"])

    assert ended.value.code == 2
    assert "choose another version" in capsys.readouterr().err
