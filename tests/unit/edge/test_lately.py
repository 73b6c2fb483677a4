"""What a gateway keeps of the last readings, so that windows are whole after a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from builders.alarm_path import GAS, SITE
from builders.gateways import HELMET, a_manifest, a_spool, carried_models_in
from builders.learning import FakeBooster, a_reading
from spotter.contracts.readings import Reading
from spotter.edge.gateway.lately import LATELY, note_lately, noted_in, tail_of
from spotter.edge.gateway.scoring import MOST_WAITING, Scoring
from spotter.edge.gateway.spool import Spool

STREAM = [
    msgspec.structs.replace(a_reading(n, device=HELMET, ch4=float(n * n)), profile=GAS.name, site=SITE)
    for n in range(8)
]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    """Make a folder for each gateway that a test may have."""
    for name in ("calm", "cut", "whole", "missing", "late"):
        (tmp_path / name).mkdir()


def stored(spool: Spool, readings: list[Reading]) -> None:
    for reading in readings:
        spool.put([], {}, [reading])


def test_the_last_readings_are_there_after_a_restart_without_those_that_are_coming(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    stored(spool, [STREAM[1], STREAM[0], *STREAM[2:]])
    spool.close()

    tail = a_spool(tmp_path).lately(HELMET, but=STREAM[7:])

    assert [(each.seq, each.values) for each in tail.moments] == [
        (n, {"ch4": float(n * n)}) for n in range(7)
    ]
    assert tail.kept_since is None


def test_a_reading_that_came_twice_counts_once_and_another_device_not_at_all(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    other = msgspec.structs.replace(STREAM[0], device="helmet-8")

    stored(spool, [STREAM[0], STREAM[0], other])

    assert [each.seq for each in spool.lately(HELMET).moments] == [0]


def test_what_had_to_go_says_since_when_windows_are_whole() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(LATELY)

    for reading in [STREAM[3], STREAM[0], *STREAM[4:]]:
        note_lately(db, [reading], most=4)

    tail = tail_of(noted_in(db, HELMET), but=())
    assert [each.seq for each in tail.moments] == [4, 5, 6, 7]
    assert tail.kept_since == STREAM[3].at


def test_a_transaction_that_fails_notes_nothing(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)

    with pytest.raises(sqlite3.Error):
        spool.put([], {"broken": object()}, STREAM)  # type: ignore[dict-item]

    assert spool.lately(HELMET).moments == ()


class Means(NamedTuple):
    """A scoring whose model sees the mean of its window, over a spool."""

    scoring: Scoring
    seen: list[float]
    spool: Spool

    def hear(self, readings: list[Reading], *, skip: bool = False) -> None:
        """Store readings one by one and score them, unless the queue was full."""
        for reading in readings:
            self.spool.put([], {}, [reading])
            if not skip:
                self.scoring.score([reading])


def a_gateway(folder: Path) -> Means:
    seen: list[float] = []
    spool = a_spool(folder)

    def noted(row: Sequence[float]) -> float:
        seen.append(row[1])
        return 0.0

    scoring = Scoring(
        lambda _: FakeBooster(noted), lambda _: None, lambda device, but: spool.lately(device, but=but)
    )
    scoring.use(carried_models_in(), a_manifest())
    return Means(scoring, seen, spool)


def test_a_gateway_that_was_restarted_scores_the_windows_it_would_have_scored(tmp_path: Path) -> None:
    calm = a_gateway(tmp_path / "calm")
    calm.hear(STREAM)
    before = a_gateway(tmp_path / "cut")
    before.hear(STREAM[:5])
    before.spool.close()

    after = a_gateway(tmp_path / "cut")
    after.hear(STREAM[5:])

    assert after.seen == calm.seen[5:]
    assert len(set(after.seen)) == 3


def test_a_window_has_no_hole_where_readings_were_stored_and_not_scored(tmp_path: Path) -> None:
    whole, missing = a_gateway(tmp_path / "whole"), a_gateway(tmp_path / "missing")
    whole.hear(STREAM)
    missing.hear(STREAM[:3])
    missing.hear(STREAM[3:6], skip=True)
    fill(missing.scoring)

    missing.hear(STREAM[6:])

    assert missing.seen[3:] == whole.seen[6:]


def test_models_that_come_later_see_what_was_before_them(tmp_path: Path) -> None:
    whole, late = a_gateway(tmp_path / "whole"), a_gateway(tmp_path / "late")
    whole.hear(STREAM)
    late.hear(STREAM[:6], skip=True)
    late.scoring.use(carried_models_in(), a_manifest())

    late.hear(STREAM[6:])

    assert late.seen == whole.seen[6:]


def fill(scoring: Scoring) -> None:
    """Offer more than can wait: what is beyond it is skipped."""
    for _ in range(MOST_WAITING + 1):
        scoring.offer([STREAM[5]])
