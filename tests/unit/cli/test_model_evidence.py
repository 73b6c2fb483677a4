"""`spotter model card|evidence|fetch|export` and `spotter study show|trials` against a platform."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from builders.boosters import a_model_text
from builders.evidence import some_evidence
from builders.learning import a_card
from spotter.cli.main import commands
from spotter.errors import Corrupt

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

TEXT = a_model_text()
CARD = a_card(TEXT)
FILES = {
    "model.txt": TEXT.encode(),
    "card.json": msgspec.json.encode(CARD),
    "evidence.json": msgspec.json.encode(some_evidence(CARD.sha256)),
}


def spotter(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


@pytest.fixture
def kept(signed_in: Pretender) -> Pretender:
    """A platform with one version and its three files."""
    listed: list[dict[str, Any]] = []
    for name, content in FILES.items():
        signed_in.answers[f"/lake/{name}"] = (200, content)
        digest = hashlib.sha256(content).hexdigest()
        listed.append({"name": name, "url": f"{signed_in.url}/lake/{name}", "sha256": digest, "lasts_s": 600})
    signed_in.answers["/v1/models/fall/files"] = (200, {"model": "fall", "version": "v1", "files": listed})
    signed_in.answers["/v1/models/fall/card"] = (200, {"version": "v1", "live": True})
    signed_in.answers["/v1/models/fall/evidence"] = (200, {"limits": ["none"]})
    return signed_in


def test_a_model_is_fetched_as_the_folder_that_a_training_writes(kept: Pretender, tmp_path: Path) -> None:
    said = spotter("model", "fetch", "fall@v1", "--out", tmp_path / "m", "--json")

    assert json.loads(said.stdout)["files"] == sorted(FILES)
    assert {name: (tmp_path / "m" / name).read_bytes() for name in FILES} == FILES
    assert kept.asked[0][1] == "/v1/models/fall/files?version=v1"


def test_evidence_is_fetched_and_drawn(kept: Pretender, tmp_path: Path) -> None:
    said = spotter("model", "evidence", "fall", "--out", tmp_path / "m", "--no-png")

    assert said.exit_code == 0, said.output
    assert "Limits of use" in (tmp_path / "m" / "card.html").read_text()
    assert 'id="roc"' in (tmp_path / "m" / "plots.html").read_text()
    assert kept.asked[0][1] == "/v1/models/fall/files"


def test_a_card_and_evidence_are_shown_as_the_platform_says_them(kept: Pretender) -> None:
    card = spotter("model", "card", "fall@v1", "--json")
    evidence = spotter("model", "evidence", "fall", "--json")

    assert json.loads(card.stdout) == {"version": "v1", "live": True}
    assert json.loads(evidence.stdout) == {"limits": ["none"]}
    assert [path for _, path, _ in kept.asked] == [
        "/v1/models/fall/card?version=v1",
        "/v1/models/fall/evidence",
    ]


@pytest.mark.usefixtures("kept")
def test_a_model_of_the_platform_is_exported_as_a_run_of_mlflow(tmp_path: Path) -> None:
    said = spotter("model", "export", "fall", "--mlflow", tmp_path / "mlruns")

    run = Path(said.stdout.strip())
    assert (run / "tags" / "environment").read_text() == "d" * 64
    assert (run / "artifacts" / "model" / "model.txt").read_bytes() == FILES["model.txt"]


def test_a_file_that_is_not_what_its_digest_says_is_refused(kept: Pretender, tmp_path: Path) -> None:
    kept.answers["/lake/card.json"] = (200, b"{}")

    said = spotter("model", "fetch", "fall", "--out", tmp_path / "m")

    assert isinstance(said.exception, Corrupt)
    assert not (tmp_path / "m").exists()


def test_studies_of_the_platform_are_listed_shown_and_their_trials_too(signed_in: Pretender) -> None:
    trial = {"number": 0, "state": "finished", "loss": 0.25, "rounds": 40, "attempt": 1, "owner": "w"}
    signed_in.answers["/v1/studies"] = (200, {"studies": [{"name": "night", "left": 2}]})
    signed_in.answers["/v1/studies/night"] = (200, {"name": "night", "left": 2})
    signed_in.answers["/v1/studies/night/trials"] = (200, {"study": "night", "trials": [trial]})

    begun = spotter("study", "start", "night", "--dataset", "fall/3f0c", "--trials", 6, "--abreast", 2)
    listed, shown = spotter("study", "list"), spotter("study", "show", "night", "--json")
    trials = spotter("study", "trials", "night", "--json")

    assert begun.exit_code == 0, begun.output
    asked = {"model": "fall", "dataset": "3f0c", "trials": 6, "workers": 2, "seed": 0, "metric": None}
    assert signed_in.asked[0] == ("PUT", "/v1/studies/night", asked)
    assert "night" in listed.stdout
    assert json.loads(shown.stdout)["left"] == 2
    assert json.loads(trials.stdout)["trials"] == [trial]


def test_lines_are_followed_shown_learned_and_rolled_back(signed_in: Pretender) -> None:
    for words in (("follow", "--lowest", "0.2"), ("show",), ("learn",), ("rollback", "--hold")):
        said = spotter("line", words[0], "fall", "--site", "pit", *words[1:], "--json")
        assert said.exit_code == 0, said.output

    line = "/v1/sites/pit/models/fall/line"
    assert signed_in.asked == [
        ("PUT", line, {"lowest": 0.2, "highest": None}),
        ("GET", line, None),
        ("POST", f"{line}/learn", None),
        ("POST", f"{line}/rollback", {"hold": True}),
    ]


def test_training_rows_are_fetched_and_a_model_made_of_them_is_brought_back(
    kept: Pretender, tmp_path: Path
) -> None:
    files = []
    for name, lines in (
        ("train-0", b"device,at,x,label\na,1,2,0\n"),
        ("train-1", b"device,at,x,label\nb,1,3,1\n"),
    ):
        kept.answers[f"/lake/{name}"] = (200, gzip.compress(lines))
        digest = hashlib.sha256(gzip.compress(lines)).hexdigest()
        files.append({"name": name, "url": f"{kept.url}/lake/{name}", "sha256": digest, "lasts_s": 600})
    kept.answers["/v1/models/fall/training-sets/d1/rows"] = (200, {"dataset": "d1", "files": files})
    kept.answers["/v1/models/fall"] = (200, {"versions": [{"dataset": "d1"}]})
    kept.answers["/v1/models/fall/versions"] = (202, {"version": "v2", "run": "r"})
    kept.answers["/v1/models/fall/card"] = (200, {"verdict": {"outcome": "promote"}})
    spotter("model", "fetch", "fall", "--out", tmp_path / "m")

    written = spotter("model", "rows", "fall", "--out", tmp_path / "rows.csv", "--json")
    brought = spotter("model", "register", "fall", tmp_path / "m", "--json")

    assert json.loads(written.stdout)["rows"] == 2
    assert (tmp_path / "rows.csv").read_bytes() == b"device,at,x,label\na,1,2,0\nb,1,3,1\n"
    assert brought.exit_code == 0, brought.output
    assert json.loads(brought.stdout)["verdict"] == {"outcome": "promote"}
    method, path, body = kept.asked[-2]
    assert (method, path, body["dataset"], body["text"]) == ("POST", "/v1/models/fall/versions", "d1", TEXT)
