"""The commands of feature sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Corrupt

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender


def run(*words: str) -> tuple[str, str]:
    done = CliRunner().invoke(commands, ["feature", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_a_feature_set_is_defined_from_a_file_and_shown_in_words(
    signed_in: Pretender, tmp_path: Path
) -> None:
    file = tmp_path / "motion.yaml"
    file.write_text("{title: Motion, profile: band, window: {channels: [g], length_s: 30}}")
    described = [{"name": "g__mean", "meaning": "the mean of g over 30 s", "unit": "g"}]
    signed_in.answers["/v1/features/motion"] = (200, {"name": "motion", "version": 1, "features": described})

    told, _ = run("define", "motion", str(file))

    assert signed_in.asked[0][2]["window"] == {"channels": ["g"], "length_s": 30}
    assert "the mean of g over 30 s" in told


def test_the_statistics_are_listed_without_a_platform() -> None:
    told, beside = run("options")

    assert "the frequency that carries the most" in told
    assert "correlation" in beside


def test_an_audit_that_finds_a_difference_fails(signed_in: Pretender) -> None:
    skew = {"device": "band-1", "feature": "g__mean", "online": 1.0, "archive": 2.0}
    answer = {"devices": 1, "values": 7, "skewed": [skew], "missing": []}
    signed_in.answers["/v1/features/motion/audit"] = (200, answer)

    with pytest.raises(Corrupt, match="1 of 7 values differ"):
        run("audit", "motion")


def test_the_latest_features_are_asked_with_the_age_that_is_too_old(signed_in: Pretender) -> None:
    run("latest", "motion", "band-1", "--within", "5")

    assert signed_in.asked[0][1] == "/v1/features/motion/devices/band-1?within_s=5.0"
