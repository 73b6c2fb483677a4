"""Published = accepted + quarantined + duplicates, and every missing number is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import DEVICE, NOON, SITE, TENANT, AlarmPath, a_body, after, an_alarm_path, an_item
from spotter.contracts.readings import Doubt, RefusalReason
from spotter.contracts.trails import Counts, Gap
from spotter.domain.paging import MOST_INTERVALS
from spotter.services.account_for_device import account_for_device, gaps_of_device


def counts(path: AlarmPath) -> Counts:
    return account_for_device(path.registry, path.trails, TENANT, DEVICE).counts


def gaps(path: AlarmPath) -> list[Gap]:
    return list(gaps_of_device(path.registry, path.trails, TENANT, DEVICE).gaps)


def archived(path: AlarmPath) -> dict[str, list[tuple[Doubt, ...]]]:
    found: dict[str, list[tuple[Doubt, ...]]] = {}
    for reading in path.archive.scan(TENANT, SITE, since=NOON, until=NOON):
        found.setdefault(reading.id, []).append(reading.doubts.get("", ()))
    return found


def item(seq: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a device may say
    return an_item({"ch4": 0.1 + seq / 1000}, seq=seq, at=after(seq)) | fields


def test_a_reading_sent_twice_is_counted_once_as_accepted_and_once_as_a_duplicate() -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(item(1)), "m2": a_body(item(1))})
    path.ingest({"m3": a_body(item(1))})

    assert counts(path) == Counts(published=3, accepted=1, duplicates=2)


def test_a_message_that_its_queue_delivers_again_is_no_duplicate() -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(item(1)), "m2": a_body(item(2))})
    path.ingest({"m2": a_body(item(2)), "m3": a_body(item(3))})

    assert counts(path) == Counts(published=3, accepted=3)
    assert [len(kept) for kept in archived(path).values()] == [1, 2, 1]


def test_nothing_but_duplicates_is_counted_as_such_and_told_to_nobody_again() -> None:
    path = an_alarm_path()
    batch = {"readings": [item(seq) for seq in range(10)]}
    path.ingest({"m1": a_body(batch)})
    path.windows.drain()

    sums = path.ingest({"m2": a_body(batch)})

    assert (sums.accepted, sums.duplicates) == (0, 10)
    assert path.windows.drain() == []
    assert counts(path) == Counts(published=20, accepted=10, duplicates=10)


@given(withheld=st.sets(st.integers(1, 38), max_size=20), size=st.integers(1, 9))
def test_the_gaps_are_the_messages_that_were_withheld(withheld: set[int], size: int) -> None:
    path = an_alarm_path()
    sent = [item(seq) for seq in range(40) if seq not in withheld]

    path.ingest({f"m{at}": a_body({"readings": sent[at : at + size]}) for at in range(0, len(sent), size)})

    assert {n for gap in gaps(path) for n in range(gap.first, gap.last + 1)} == withheld


def test_a_refused_reading_arrived_and_is_no_gap() -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body({"readings": [item(1), item(2, values={"helium": 1}), item(4)]})})

    assert gaps(path) == [Gap("b1", 3, 3)]
    assert counts(path) == Counts(published=3, accepted=2, quarantined=1)


def test_a_late_reading_closes_its_gap_and_is_marked_as_late() -> None:
    path = an_alarm_path()
    path.ingest({"m1": a_body({"readings": [item(1, at=after(-900).isoformat()), item(3)]})})

    path.ingest({"m2": a_body(item(2, at=after(-600).isoformat()))})

    assert gaps(path) == []
    assert archived(path)[f"{DEVICE}/b1/2"] == [(Doubt.LATE,)]


@pytest.mark.parametrize(("days", "reason"), [(31, RefusalReason.TOO_OLD), (-1, RefusalReason.FAR_FUTURE)])
def test_what_is_a_month_old_or_of_tomorrow_is_quarantined(days: int, reason: RefusalReason) -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body({"readings": [item(1, at=after(-86_400 * days).isoformat()), item(2)]})})

    assert [refusal.reason for refusal in path.quarantine.scan(TENANT)] == [reason]
    assert list(archived(path)) == [f"{DEVICE}/b1/2"]


def test_a_count_that_begins_again_without_a_new_boot_loses_nothing() -> None:
    path = an_alarm_path()
    path.ingest({"m1": a_body({"readings": [item(seq) for seq in range(5)]})})

    path.ingest({"m2": a_body({"readings": [item(s, at=after(60 + s).isoformat()) for s in range(3)]})})
    path.ingest({"m3": a_body({"readings": [item(3), item(4), item(4, at=after(64).isoformat())]})})

    assert sorted(name for name in archived(path) if "~2" in name) == [
        f"{DEVICE}/b1~2/{s}" for s in (0, 1, 2, 4)
    ]
    assert counts(path) == Counts(published=11, accepted=9, duplicates=2)
    assert gaps(path) == [Gap("b1~2", 3, 3)]


def test_of_two_readings_of_one_name_both_are_kept_and_the_later_is_marked() -> None:
    path = an_alarm_path()
    path.ingest({"m1": a_body(item(1))})

    path.ingest({"m2": a_body(item(1, values={"ch4": 0.9}))})

    assert archived(path)[f"{DEVICE}/b1/1"] in ([(), (Doubt.CONFLICTING,)], [(Doubt.CONFLICTING,), ()])
    assert counts(path) == Counts(published=2, accepted=1, duplicates=1, conflicts=1)


def test_a_device_that_numbers_nothing_is_known_by_what_it_says() -> None:
    path = an_alarm_path()
    unnumbered = {"at": after(1).isoformat(), "values": {"ch4": 0.2}}

    path.ingest({"m1": a_body(unnumbered), "m2": a_body(unnumbered | {"values": {"ch4": 0.3}})})
    path.ingest({"m3": a_body(unnumbered)})

    assert counts(path) == Counts(published=3, accepted=2, duplicates=1)
    assert gaps(path) == []


def test_the_clock_of_a_device_is_doubted_when_two_messages_say_so_and_not_when_one_is_late() -> None:
    path = an_alarm_path()
    for seq, behind in enumerate([5, 300, 2, 300, 301, 302]):
        path.ingest({f"m{seq}": a_body(item(seq, at=after(-behind).isoformat()))})

    doubted = [Doubt.CLOCK_SKEW in archived(path)[f"{DEVICE}/b1/{seq}"][0] for seq in range(6)]

    assert doubted == [False, False, False, False, True, True]
    assert account_for_device(path.registry, path.trails, TENANT, DEVICE).skewed


def test_old_boots_move_out_of_the_trail_and_are_known_all_the_same() -> None:
    path = an_alarm_path()
    holes = MOST_INTERVALS // 2 + 10

    def boot(name: str, start: int) -> dict[str, Any]:
        items = [item(2 * n, boot=name, at=after(start - 3600 + n).isoformat()) for n in range(holes)]
        return {"readings": items}

    path.ingest({"m1": a_body(boot("b1", 0))})
    path.ingest({"m2": a_body(boot("b2", 1000))})
    path.ingest({"m3": a_body(boot("b1", 0))})

    assert counts(path) == Counts(published=3 * holes, accepted=2 * holes, duplicates=holes, late=2 * holes)
    assert len(gaps(path)) == 1000
    assert gaps_of_device(path.registry, path.trails, TENANT, DEVICE).missing == 2 * (holes - 1)
