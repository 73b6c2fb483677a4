"""Worker processes that the system kills (SIGKILL): nothing is lost or counts twice, the best is the same.

`SPOTTER_KILLS=20` kills as often as the study was promised to survive; a few times are enough for every day.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]
KILLS = int(os.environ.get("SPOTTER_KILLS", "2"))
TRIALS = 6 if KILLS < 10 else 14
LEAST = 1 if KILLS < 10 else KILLS
"""A fast machine is done with few trials before the second kill comes."""


def test_killed_by_the_system_at_random_a_study_finishes_every_trial_once_with_the_same_best(
    tmp_path: Path,
) -> None:
    asked = [
        sys.executable,
        str(TESTS / "builders" / "study_killer.py"),
        str(tmp_path),
        str(KILLS),
        "6",
        str(TRIALS),
    ]
    said = subprocess.run(  # noqa: S603 - our own script
        asked, env={**os.environ, "PYTHONPATH": str(TESTS)}, capture_output=True, check=True
    )
    told = json.loads(said.stdout)
    killed, uninterrupted = told["killed"], told["uninterrupted"]

    assert LEAST <= killed["killed"] <= KILLS
    assert killed["finished"] == uninterrupted["finished"] == TRIALS
    assert killed["told"] == uninterrupted["told"] == list(range(TRIALS))
    assert killed["best"] == uninterrupted["best"]
    assert uninterrupted["attempts"] == TRIALS <= killed["attempts"]
