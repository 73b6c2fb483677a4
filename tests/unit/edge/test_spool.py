from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest

from builders.gateways import GATE, HELMET, a_spool, heard
from spotter.edge.gateway.gaps import Gap
from spotter.edge.gateway.items import Lane, Numbered
from spotter.edge.gateway.reports import gap_report
from spotter.edge.gateway.spool import Spool
from spotter.errors import Corrupt

NOON = heard().at


def numbers(spool: Spool, lane: Lane = Lane.BULK) -> list[tuple[str, int]]:
    rows = [msgspec.json.decode(row.body, type=Numbered) for row in spool.waiting(lane, most=1000)]
    return [(row.boot, row.seq) for row in rows]


def test_a_restart_goes_on_counting_and_never_counts_anew(tmp_path: Path) -> None:
    first = a_spool(tmp_path)
    first.put([heard(), heard()])
    first.land([row.id for row in first.waiting(Lane.BULK, most=2)])
    first.close()

    second = Spool(tmp_path / "spool.sqlite3", most_bytes=1 << 20, boot="another")
    second.put([heard()])

    assert numbers(second) == [("b1", 2)]


def test_what_is_on_its_way_is_not_given_again_until_the_connection_is_lost(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    spool.put([heard(), heard()])
    spool.launch([spool.waiting(Lane.BULK, most=1)[0].id])

    flying = numbers(spool)
    spool.recall()

    assert (flying, numbers(spool)) == ([("b1", 1)], [("b1", 0), ("b1", 1)])


def test_a_full_spool_drops_the_oldest_bulk_and_says_exactly_what(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, most_bytes=500)

    dropped = spool.put([heard() for _ in range(12)])

    assert spool.gaps() == [Gap(Lane.BULK, HELMET, "b1", 0, dropped - 1)]
    assert numbers(spool) == [("b1", seq) for seq in range(dropped, 12)]


def test_bulk_never_evicts_an_event_and_an_event_evicts_bulk(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, most_bytes=500)
    spool.put([heard(lane=Lane.EVENT)] + [heard() for _ in range(20)])

    spool.put([heard(lane=Lane.EVENT)])

    assert [seq for _, seq in numbers(spool, Lane.EVENT)] == [0, 21]
    assert {gap.lane for gap in spool.gaps()} == {Lane.BULK}


def test_a_spool_full_of_events_says_which_event_it_could_not_take(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, most_bytes=300)

    spool.put([heard(lane=Lane.EVENT) for _ in range(6)])

    (gap,) = spool.gaps()
    kept = len(numbers(spool, Lane.EVENT))
    assert (gap.lane, gap.first, gap.last) == (Lane.EVENT, kept, 5)


def test_a_gap_is_reported_once_as_an_event_of_the_gateway(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, most_bytes=500)
    dropped = spool.put([heard() for _ in range(12)])

    reported = [spool.report_gaps(gap_report(GATE, NOON)) for _ in range(2)]

    (row,) = spool.waiting(Lane.EVENT, most=9)
    values = msgspec.json.decode(row.body, type=Numbered).values
    assert reported == [1, 0]
    assert (values["gap_device"], values["gap_first"], values["gap_last"]) == (HELMET, 0, dropped - 1)
    assert values["gap_count"] == dropped


def test_whatever_is_on_the_disk_after_a_commit_is_a_whole_spool(tmp_path: Path) -> None:
    """Take the files as they are before and after each commit, as a power loss would, and open them."""
    snapshots: list[Path] = []

    class Watched(sqlite3.Connection):
        def commit(self) -> None:
            snapshots.append(_copied(tmp_path, len(snapshots)))
            super().commit()
            snapshots.append(_copied(tmp_path, len(snapshots)))

    spool = a_spool(
        tmp_path,
        most_bytes=600,
        connect=lambda path: sqlite3.connect(path, isolation_level=None, factory=Watched),
    )
    for step in range(12):
        spool.put([heard(lane=Lane.EVENT if step % 4 == 0 else Lane.BULK), heard()])
        if step % 3 == 2:
            spool.land([row.id for row in spool.waiting(Lane.BULK, most=1)])

    told = [_told(each) for each in snapshots[1:]]
    assert len(snapshots) == 2 * (12 + 4)
    assert all(before == after for before, after in zip(told[0::2], told[1::2], strict=False))
    assert told[-1] == (_waiting_in(spool), spool.gaps())


def test_a_file_that_is_no_spool_is_said(tmp_path: Path) -> None:
    (tmp_path / "spool.sqlite3").write_bytes(b"something else, and long enough to be looked at " * 100)

    with pytest.raises(Corrupt, match="no spool"):
        a_spool(tmp_path)


def _copied(folder: Path, number: int) -> Path:
    copy = folder / f"copy-{number}"
    copy.mkdir()
    for name in ("spool.sqlite3", "spool.sqlite3-wal"):
        if (folder / name).exists():
            shutil.copy(folder / name, copy / name)
    return copy


def _told(copy: Path) -> tuple[list[tuple[str, int]], list[Gap]]:
    spool = a_spool(copy)
    told = (_waiting_in(spool), spool.gaps())
    spool.close()
    return told


def _waiting_in(spool: Spool) -> list[tuple[str, int]]:
    return numbers(spool, Lane.EVENT) + numbers(spool)
