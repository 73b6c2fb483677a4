import sys
from pathlib import Path

import pytest

from infra.local import environments
from infra.local.environments import Environment, SetupFailed, fingerprint, is_current, run


def an_environment(folder: Path, *, lock: str = "rich==15.0.0\n") -> Environment:
    folder.mkdir(exist_ok=True)
    path = folder / "some.lock"
    path.write_text(lock)
    return Environment("stack", folder, path)


def test_an_environment_with_its_stamp_is_left_alone(tmp_path: Path) -> None:
    made = an_environment(tmp_path)
    (tmp_path / "spotter-stamp").write_text(fingerprint(made))

    assert is_current(made)


def test_an_environment_that_was_never_finished_is_made_again(tmp_path: Path) -> None:
    assert not is_current(an_environment(tmp_path))


def test_an_environment_whose_lock_changed_is_made_again(tmp_path: Path) -> None:
    made = an_environment(tmp_path)
    (tmp_path / "spotter-stamp").write_text(fingerprint(made))

    assert not is_current(an_environment(tmp_path, lock="rich==15.0.1\n"))


def test_an_unknown_environment_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert environments.main(["kitchen"]) == 1

    assert capsys.readouterr().err.splitlines() == [
        "set-up: there is no environment kitchen; there are project, stack, sam"
    ]


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("ERROR: No matching distribution found for rich", "registry cannot be reached"),
        ("NewConnectionError: refused", "registry cannot be reached"),
        ("error: no space left on device", "installing failed"),
    ],
)
def test_a_failed_step_is_one_sentence_that_says_what_to_do(said: str, advice: str) -> None:
    with pytest.raises(SetupFailed) as caught:
        run([sys.executable, "-c", f"raise SystemExit({said!r})"])

    assert advice in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_lock_names_digests_and_no_registry() -> None:
    for lock in [*environments.LOCKS.glob("*.lock"), *(environments.ROOT / "layers").glob("**/*.lock")]:
        text = lock.read_text()
        assert "--hash=sha256:" in text, lock
        assert "://" not in text, lock
