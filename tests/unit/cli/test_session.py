from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest

from spotter.cli.session import HOME, Session, keep, session
from spotter.errors import Corrupt, Unauthorized


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    return tmp_path / "home"


def a_session(*, expires_in_s: float = 600) -> Session:
    return Session("http://127.0.0.1:9", "kim", "a-secret-token", time.time() + expires_in_s)


def test_a_session_is_kept_for_the_commands_that_follow() -> None:
    kept = a_session()

    keep(kept)

    assert session() == kept


def test_only_its_owner_can_read_it() -> None:
    path = keep(a_session())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_session_does_not_show_its_token() -> None:
    assert "a-secret-token" not in repr(a_session())


def test_nobody_is_signed_in_at_first() -> None:
    with pytest.raises(Unauthorized, match="nobody is signed in"):
        session()


def test_an_expired_session_asks_to_sign_in_again() -> None:
    keep(a_session(expires_in_s=-1))

    with pytest.raises(Unauthorized, match="kim has expired"):
        session()


def test_a_damaged_session_asks_to_sign_in_again(home: Path) -> None:
    keep(a_session())
    (home / "session.json").write_text("{")

    with pytest.raises(Corrupt, match="spotter login"):
        session()
