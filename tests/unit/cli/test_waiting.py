"""What the command line does while people wait, and when they no longer want to."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spotter.cli.waiting import Stop, process_age_s

COMMAND = [sys.executable, "-c", "from spotter.cli.main import app; app()"]


def test_the_age_of_a_process_includes_what_came_before_the_first_line() -> None:
    asked = "from spotter.cli.waiting import process_age_s; print(process_age_s())"
    began = time.time()
    words = [sys.executable, "-c", asked]
    said = subprocess.run(words, capture_output=True, check=True, text=True)  # noqa: S603 - our own words

    assert 0 < float(said.stdout) <= time.time() - began + 0.1
    assert process_age_s() > 0


def test_ctrl_c_asks_and_a_second_one_insists(capsys: pytest.CaptureFixture[str]) -> None:
    with Stop() as stop:
        assert not stop()
        os.kill(os.getpid(), signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)

    assert "the best so far is being fitted" in capsys.readouterr().err


def test_sigint_in_the_middle_of_a_training_leaves_a_model(tmp_path: Path) -> None:
    rows = [f"{at % 17},{at * 7 % 23},{int(at % 17 > at * 7 % 23)}" for at in range(400)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,label", *rows]) + "\n")
    asked = ["train", "--data", str(tmp_path / "t.csv"), "--label", "label", "--out", str(tmp_path / "m")]

    with subprocess.Popen(  # noqa: S603 - our own words
        [*COMMAND, *asked, "--trials", "100000", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as training:
        assert training.stderr is not None
        training.stderr.readline()  # says that it began
        training.send_signal(signal.SIGINT)
        answer, _ = training.communicate()

    assert training.returncode == 0
    assert json.loads(answer)["trials"] < 100_000
    assert (tmp_path / "m" / "model.txt").is_file()


def test_lightgbm_comes_without_its_guests_and_they_can_come_later() -> None:
    script = (
        "import sys; from spotter.learning.lean import import_lightgbm; import_lightgbm()\n"
        "print('lightgbm' in sys.modules, 'pandas' in sys.modules)\n"
        "import importlib.util as later; print('sklearn' in sys.modules, bool(later.find_spec('sklearn')))"
    )

    words = [sys.executable, "-c", script]
    said = subprocess.run(words, capture_output=True, check=True, text=True)  # noqa: S603 - our own words

    assert said.stdout.split() == ["True", "False", "False", "True"]
