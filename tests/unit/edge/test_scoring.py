"""Models at the edge: the scores of the cloud, as advice that neither ends nor delays what rules say."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from builders.alarm_path import GAS, NOON, SITE, TENANT
from builders.boosters import a_model_text
from builders.gateways import GATE, HELMET, a_manifest, a_spool, carried_models_in, heard
from builders.learning import FakeBooster, Workshop, high_last_value
from builders.learning import a_reading as a_worn_reading
from spotter.adapters.native.models import load_model
from spotter.contracts.alarms import AlarmClass, Signal
from spotter.contracts.gateways import Manifest
from spotter.contracts.names import SiteName
from spotter.contracts.readings import Reading
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.scoring import MOST_WAITING, Scoring
from spotter.edge.gateway.siren import Siren
from spotter.errors import Corrupt, Invalid, Unavailable
from spotter.ports.scorer import Booster, LoadBooster
from spotter.services.carry_models import carried_models

EXPECTED = f"model-release.{HELMET}"


def a_scoring(load: LoadBooster | None = None) -> tuple[Scoring, list[Signal]]:
    advice: list[Signal] = []
    return Scoring(load or (lambda _: FakeBooster(high_last_value)), advice.append), advice


def an_intake(folder: Path, scoring: Scoring) -> tuple[Intake, Siren]:
    siren = Siren([], failed=pytest.fail)
    intake = Intake(
        spool=a_spool(folder),
        siren=siren,
        told=Told(GATE, 60),
        manifest=a_manifest(),
        sounds_for=(AlarmClass.LIFE_SAFETY, AlarmClass.HIGH),
        clock=lambda: NOON,
        then=scoring.offer,
    )
    return intake, siren


def advice_of(scoring: Scoring) -> object:
    return scoring.status()["advice"]


def test_a_gateway_says_what_the_cloud_says_of_the_same_readings() -> None:
    workshop = Workshop()
    workshop.make_live(workshop.add_candidate(high_last_value))
    behind = msgspec.structs.replace(
        a_manifest().devices[1], profile=workshop.models.champions(TENANT)[0].profile
    )
    manifest = Manifest(TENANT, SITE, GATE, (behind,), (), a_manifest().rules)
    stream = [a_worn_reading(seq, g=value) for seq, value in enumerate([1.0, 1.0, 9.0, 7.0, 1.0, 1.0])]
    carried = carried_models(workshop.models, workshop.texts, manifest)
    scoring, advice = a_scoring(workshop.load)
    scoring.use(msgspec.json.encode(carried), manifest)

    for reading in stream:
        workshop.score({str(reading.seq): [reading]})
        scoring.score([reading])

    said: list[Signal] = workshop.signals()
    assert [advice[0], advice[-1]] == [said[0], said[-1]]
    assert len(advice) == 2


def test_a_model_text_is_scored_by_the_native_library() -> None:
    scoring, advice = a_scoring(load_model)
    scoring.use(carried_models_in(a_model_text()), a_manifest())

    scoring.score([a_gas_reading(9.0)])

    assert scoring.status()["models"] == ["release@v1"]
    assert scoring.trouble is None
    assert advice_of(scoring) == [EXPECTED]
    assert len(advice) == 1


def test_a_model_that_sees_no_danger_ends_none(tmp_path: Path) -> None:
    scoring, _ = a_scoring(lambda _: FakeBooster(lambda _row: 0.0))
    scoring.use(carried_models_in(), a_manifest())
    intake, siren = an_intake(tmp_path, scoring)

    intake.take([heard({"ch4": 1.6})])
    sounding = siren.causes
    scoring.score([a_gas_reading(1.6)])

    assert sounding
    assert siren.causes == sounding
    assert advice_of(scoring) == []


def test_a_model_that_expects_danger_advises_and_sounds_no_siren(tmp_path: Path) -> None:
    scoring, advice = a_scoring()
    scoring.use(carried_models_in(), a_manifest())
    _, siren = an_intake(tmp_path, scoring)

    scoring.score([a_gas_reading(9.0)])

    assert advice_of(scoring) == [EXPECTED]
    assert len(advice) == 1
    assert not siren.causes


def test_a_scorer_that_hangs_delays_no_alarm_and_what_it_skips_is_counted(tmp_path: Path) -> None:
    free = threading.Event()

    class Hanging:
        def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
            free.wait(60)
            return [[0.0] for _ in rows]

    scoring, _ = a_scoring(lambda _: Hanging())
    scoring.use(carried_models_in(), a_manifest())
    intake, siren = an_intake(tmp_path, scoring)
    stop = threading.Event()
    thread = threading.Thread(target=scoring.run, args=(stop,))
    thread.start()

    intake.take([heard({"ch4": 0.1})])
    for _ in range(MOST_WAITING + 2):
        scoring.offer([a_gas_reading(0.1)])
    intake.take([heard({"ch4": 1.6})])

    assert siren.causes
    assert int(str(scoring.status()["skipped"])) >= 1
    stop.set()
    free.set()
    thread.join()


def test_without_a_library_the_update_says_so_and_rules_judge_on(tmp_path: Path) -> None:
    def nothing(_: str) -> Booster:
        sentence = "lib_lightgbm is not on the import path"
        raise Unavailable(sentence)

    scoring, _ = a_scoring(nothing)
    intake, siren = an_intake(tmp_path, scoring)

    with pytest.raises(Unavailable):
        scoring.use(carried_models_in(), a_manifest())
    intake.take([heard({"ch4": 1.6})])

    assert siren.causes
    assert scoring.status()["models"] == []


def test_what_is_not_fit_leaves_the_models_before() -> None:
    scoring, _ = a_scoring(Workshop().load)
    before, _ = a_scoring()
    before.use(carried_models_in(), a_manifest())

    with pytest.raises(Corrupt):
        scoring.use(carried_models_in("torn"), a_manifest())
    for content in (b"tree\nend of trees\n", b"\xff", carried_models_in(site=SiteName("elsewhere"))):
        with pytest.raises(Invalid):
            before.use(content, a_manifest())

    assert scoring.status()["models"] == []
    assert before.status()["models"] == ["release@v1"]


def a_gas_reading(ch4: float) -> Reading:
    reading = a_worn_reading(1, device=HELMET, ch4=ch4)
    return msgspec.structs.replace(reading, profile=GAS.name, site=SITE)
