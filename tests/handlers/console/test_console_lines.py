"""functions/console and functions/validate: lines that follow answers."""

from __future__ import annotations

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.console import ACME, GAS, MODEL, PIT, a_candidate, a_champion, a_console_with_devices
from builders.learning_cloud import a_learning_cloud, a_task
from builders.operators import a_supervisor, an_engineer
from builders.web import ConsolePlatform

LINE = "/v1/sites/north-pit/models/release/line"


@pytest.fixture
def platform() -> ConsolePlatform:
    platform = a_console_with_devices()
    platform.models.add_candidate(a_candidate("v1"))
    platform.models.move_champion(a_champion("v1"), expected=None)
    return platform


def test_a_line_is_begun_looked_at_and_rolled_back_with_every_move_on_record(engineer: TestClient) -> None:
    assert engineer.get(LINE).status_code == 404

    begun = engineer.put(LINE, json={"lowest": 0.3}).json()
    quiet = engineer.post(f"{LINE}/learn").json()
    back = engineer.post(f"{LINE}/rollback", json={"hold": True}).json()

    assert (begun["threshold"], begun["lowest"], begun["highest"]) == (0.5, 0.3, 0.75)
    assert quiet == begun
    assert [(move["why"], move["by"]) for move in back["moves"]] == [
        ("begun", "emeka"),
        ("rolled_back", "emeka"),
    ]
    assert back["held"]
    assert engineer.get(LINE).json() == back


def test_everybody_may_look_and_engineers_move(platform: ConsolePlatform, engineer: TestClient) -> None:
    engineer.put(LINE, json={})
    supervisor = platform.client(a_supervisor())

    assert supervisor.get(LINE).status_code == 200
    assert supervisor.put(LINE, json={}).status_code == 403
    assert supervisor.post(f"{LINE}/learn").status_code == 403
    assert supervisor.post(f"{LINE}/rollback", json={}).status_code == 403
    assert platform.client(an_engineer("rival")).get(LINE).status_code == 404


def test_bounds_that_do_not_hold_the_threshold_and_forecasts_are_refused(
    platform: ConsolePlatform, engineer: TestClient
) -> None:
    assert engineer.put(LINE, json={"lowest": 0.6}).status_code == 400
    assert engineer.put(LINE, json={"lowest": 1.5}).status_code == 400
    candidate = a_candidate("v2")
    forecast = msgspec.structs.replace(candidate.card, task="regression")
    platform.models.add_candidate(msgspec.structs.replace(candidate, card=forecast))
    seen = platform.models.champion(ACME, PIT, GAS, MODEL)
    assert seen is not None
    platform.models.move_champion(a_champion("v2"), expected=seen.version)

    answer = engineer.put(LINE, json={})

    assert answer.status_code == 400
    assert "forecasts a value" in answer.json()["detail"]


def test_a_shift_ends_with_every_line_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_learning_cloud(monkeypatch):
        assert a_task("validate", "follow")({}) == {"lines": 0, "moved": 0, "failed": 0}
