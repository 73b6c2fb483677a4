"""Whatever is changed in, taken out of or put into a ledger is found, with nothing but an exported file."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import NOON, PHONES, SITE, TENANT, all_clear, an_alarm_path, danger
from builders.alarms import CLEARED, IT_WAS_TRUE, KIM, LEE
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.handling import SilenceKind
from spotter.contracts.ledger import Anchor, Approve, Comment, Confirm, Resume, Silencing, Transition
from spotter.domain.alarms.chain import digest_of
from spotter.domain.alarms.incident import Incident, findings, read, written
from spotter.domain.alarms.steps import replayed
from spotter.errors import Corrupt
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.anchor_ledger import anchor_ledger
from spotter.services.decide_alarm import AlarmAt

GRAVE = AlarmClass.LIFE_SAFETY
ALARM = "ch4-high.longwall-1"
SHELVING = Silencing(SilenceKind.SHELVED, NOON + timedelta(minutes=20), note="calibrating")


def an_incident() -> Incident:
    """An alarm with every kind of act, anchored half-way and at the end."""
    path = an_alarm_path()
    at = AlarmAt(TENANT, SITE, ALARM)
    path.move(danger(0, alarm_class=GRAVE))
    act_on_alarm(path.ledger, lambda: NOON, at, SHELVING, by=KIM)
    act_on_alarm(path.ledger, lambda: NOON, at, Approve(), by=LEE)
    anchors = list(anchor_ledger(path.ledger, path.registry, lambda: NOON, TENANT, SITE))
    act_on_alarm(path.ledger, lambda: NOON, at, Resume(SilenceKind.SHELVED), by=KIM)
    path.move(danger(4, 3.0, alarm_class=GRAVE))
    path.move(all_clear(5))
    for act in (IT_WAS_TRUE, Confirm(), Comment("fan on"), CLEARED):
        act_on_alarm(path.ledger, lambda: NOON, at, act, by=KIM)
    path.move(danger(60, 1.5, alarm_class=GRAVE))
    anchors += anchor_ledger(path.ledger, path.registry, lambda: NOON, TENANT, SITE)
    lines = list(path.ledger.transitions(TENANT, SITE, ALARM))
    return Incident({ALARM: path.ledger.get(TENANT, SITE, ALARM)}, {ALARM: lines}, anchors, whole=True)


INCIDENT = an_incident()
LINES = list(INCIDENT.lines[ALARM])


def with_lines(lines: list[Transition]) -> Incident:
    return INCIDENT._replace(lines={ALARM: lines})


def rechained(lines: list[Transition]) -> list[Transition]:
    """Forge as somebody would who knows how the chain is made."""
    made: list[Transition] = []
    for number, line in enumerate(lines, start=1):
        previous = made[-1].digest if made else ""
        bare = msgspec.structs.replace(line, version=number, previous=previous)
        made.append(msgspec.structs.replace(bare, digest=digest_of(bare)))
    return made


def test_a_ledger_as_it_was_written_has_nothing_wrong_and_makes_the_alarm_again() -> None:
    assert findings(INCIDENT) == ()
    assert replayed(LINES) == INCIDENT.alarms[ALARM]
    assert {line.channel.value for line in LINES} == {"rules", "pager", "http"}


def test_a_file_says_the_same_as_what_was_exported_and_equal_incidents_make_equal_bytes() -> None:
    content = written(INCIDENT)

    assert written(read(content)) == content
    assert findings(read(content)) == ()
    assert PHONES[0].encode() in content


@given(at=st.integers(0, len(LINES) - 1))
def test_a_line_that_was_taken_out_is_missed(at: int) -> None:
    assert findings(with_lines(LINES[:at] + LINES[at + 1 :]))


@given(at=st.integers(0, len(LINES)), other=st.sampled_from(LINES))
def test_a_line_that_was_put_in_is_found(at: int, other: Transition) -> None:
    assert findings(with_lines([*LINES[:at], other, *LINES[at:]]))


@given(
    at=st.integers(0, len(LINES) - 1),
    change=st.sampled_from(
        [{"actor": "nobody"}, {"at": NOON + timedelta(seconds=1)}, {"note": "x"}, {"identity": "x"}]
    ),
)
def test_a_line_that_was_changed_is_found(at: int, change: dict[str, object]) -> None:
    changed = msgspec.structs.replace(LINES[at], **change)

    assert findings(with_lines([*LINES[:at], changed, *LINES[at + 1 :]]))


@given(order=st.permutations(range(len(LINES))))
def test_lines_in_another_order_are_found(order: list[int]) -> None:
    assert bool(findings(with_lines([LINES[each] for each in order]))) == (order != sorted(order))


@given(at=st.integers(0, len(LINES) - 1))
def test_even_a_chain_made_anew_does_not_fit_the_anchors(at: int) -> None:
    forged = rechained(LINES[:at] + LINES[at + 1 :])
    alarm = msgspec.structs.replace(
        INCIDENT.alarms[ALARM], version=len(forged), chain=forged[-1].digest if forged else ""
    )

    assert findings(with_lines(forged)._replace(alarms={ALARM: alarm}))


@given(cut=st.integers(0, 400))
def test_any_byte_of_a_file_that_was_changed_is_found(cut: int) -> None:
    content = written(INCIDENT)
    place = cut * (len(content) - 1) // 400
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]

    try:
        found = findings(read(changed))
    except Corrupt:
        return
    assert found or written(read(changed)) == content


def test_an_alarm_that_vanished_with_its_lines_is_missed_by_the_anchors() -> None:
    vanished = INCIDENT._replace(alarms={}, lines={})

    assert findings(vanished) == tuple(
        f"{ALARM}: anchor {number} names line {version}, which is gone or changed"
        for number, version in ((1, 4), (2, len(LINES)))
    )


def test_an_anchor_that_was_taken_out_is_missed() -> None:
    assert findings(INCIDENT._replace(anchors=INCIDENT.anchors[1:])) == (
        "anchors: line 1 is missing or out of its place: there is line 2",
    )


def test_an_anchor_names_only_what_has_moved() -> None:
    first, second = INCIDENT.anchors
    assert isinstance(first, Anchor)

    assert (first.heads[ALARM].version, second.heads[ALARM].version) == (4, len(LINES))
    path = an_alarm_path()
    assert anchor_ledger(path.ledger, path.registry, lambda: NOON, TENANT, SITE) == ()


def test_what_is_no_incident_file_is_refused_with_the_line_named() -> None:
    with pytest.raises(Corrupt, match="line 1 of the incident file"):
        read(b"hello\n")
    with pytest.raises(Corrupt, match="header"):
        read(b"")
