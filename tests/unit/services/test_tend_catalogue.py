"""Files of the catalogue are proved and repaired, and things become what the policies say."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta

import msgspec
import pytest

from builders.catalogue import ACME, NOON, an_entry
from builders.tending import Garden, a_garden, flipped
from spotter.contracts.catalogue import Kind, Triple
from spotter.contracts.datasets import DatasetPart
from spotter.contracts.names import DatasetName
from spotter.contracts.policies import Happening, Notify, Planned, Policy, Replicate, Retain
from spotter.domain.catalogue.policies import checked
from spotter.domain.part_tree import planted as planted_tree
from spotter.errors import Invalid
from spotter.services.keep_catalogue import record_thing
from spotter.stores.dataset_versions import part_key
from spotter.stores.part_lists import StoredNodes

TWICE = Policy("twice", "kind:model", Replicate())


def a_garden_of(count: int) -> tuple[Garden, dict[str, bytes]]:
    garden = a_garden()
    garden.follow(TWICE)
    dice = random.Random(11)  # noqa: S311 - made up, and the same each time
    planted = {}
    for number in range(count):
        content = dice.randbytes(1 + dice.randrange(300))
        planted[garden.plant(f"model-{number}", content).files[0].key] = content
    return garden, planted


def test_one_flipped_bit_in_a_thousand_objects_is_found_and_repaired() -> None:
    garden, planted = a_garden_of(1_000)
    garden.round()
    for bit, key in enumerate(random.Random(5).sample(sorted(planted), 40)):  # noqa: S311 - as above
        garden.lake.put(key, flipped(planted[key], bit * 7))

    first, second = garden.round(), garden.round()

    assert sum(done.does == "repair" for done in first.done) == 40
    assert second.done == ()
    assert {key: garden.lake.get(key) for key in planted} == planted


def test_a_flipped_bit_in_the_copy_is_repaired_too() -> None:
    garden, planted = a_garden_of(3)
    garden.round()
    key = next(iter(planted))
    garden.replica.put(key, flipped(planted[key], 3))

    garden.round()

    assert garden.replica.get(key) == planted[key]


def test_what_is_lost_with_its_copy_rings_the_bell_once() -> None:
    garden, planted = a_garden_of(2)
    garden.round()
    key = next(iter(planted))
    for place in (garden.lake, garden.replica):
        place.put(key, b"something else")

    assert [done.does for done in garden.round().done] == ["lost"]
    garden.round()

    assert [subject for subject, _ in garden.bell.rung] == ["lost: model/model-0/1"]
    assert "lost_at" in {each.attribute for each in garden.catalogue.entry(ACME, "model/model-0/1").triples}


def test_only_what_a_policy_names_is_kept_twice() -> None:
    garden = a_garden()
    garden.follow(TWICE)
    model, dataset = garden.plant("walk", b"m"), garden.plant("walk", b"d", kind=Kind.DATASET)

    garden.round()

    assert garden.replica.get(model.files[0].key) == b"m"
    assert list(garden.replica.keys(dataset.files[0].key)) == []


def test_a_dry_run_says_what_would_be_done_and_does_nothing() -> None:
    garden, planted = a_garden_of(2)
    old = an_entry("old", made_at=NOON - timedelta(days=400))
    record_thing(garden.catalogue, old)
    garden.follow(TWICE, Policy("a-year", "kind:dataset", Retain(365)))

    would = garden.round(dry_run=True)

    assert [(done.does, done.id) for done in would.done] == [
        ("copy", "model/model-0/1"),
        ("copy", "model/model-1/1"),
        ("retire", "dataset/old/1"),
    ]
    assert list(garden.replica.keys("")) == []
    assert garden.catalogue.entry(ACME, old.id).retired is None
    assert garden.round().done == would.done
    assert sorted(garden.replica.keys("")) == sorted(planted)
    assert garden.catalogue.entry(ACME, old.id).retired == "made 2025-10-20, kept for 365 days"


def test_the_policy_that_keeps_longest_decides() -> None:
    garden = a_garden()
    record_thing(garden.catalogue, an_entry("old", made_at=NOON - timedelta(days=400)))
    garden.follow(Policy("month", "", Retain(30)), Policy("ten-years", "site:north-pit", Retain(3_650)))

    assert garden.round().done == ()


def test_who_wants_to_be_told_of_what_is_retired_is_told() -> None:
    garden = a_garden()
    record_thing(garden.catalogue, an_entry("old", made_at=NOON - timedelta(days=400)))
    tell = Policy("tell", "kind:dataset", Notify((Happening.RETIRED,)))
    garden.follow(Policy("month", "", Retain(30)), tell)

    garden.round()

    ((subject, text),) = garden.bell.rung
    assert subject == "retired: dataset/old/1"
    assert "tell" in text


def test_a_round_that_was_cut_short_goes_on_where_it_stopped() -> None:
    garden, planted = a_garden_of(250)
    times = iter([NOON] * 201 + [NOON + timedelta(hours=2)] + [NOON] * 2_000)
    short = garden.tend
    short._clock = lambda: next(times)  # noqa: SLF001 - time passes in the middle of a round

    first = short(ACME, until=NOON + timedelta(hours=1))
    second = short(ACME, until=NOON + timedelta(hours=1))

    assert first.things > 50
    assert second.things == 250 - first.things
    assert sorted(garden.replica.keys("")) == sorted(planted)


def a_large_version(garden: Garden, count: int) -> dict[str, bytes]:
    """Freeze a version with more parts than an entry holds; give what it consists of, by key."""
    name, planted = DatasetName("large"), {}
    nodes = StoredNodes(garden.lake, f"datasets/tenant={ACME}/dataset={name}/nodes/")
    parts = []
    for number in range(count):
        content = f"part {number}".encode()
        part = DatasetPart(f"p/{number}", hashlib.sha256(content).hexdigest(), len(content), 1)
        planted[part_key(ACME, name, part)] = content
        garden.lake.put(part_key(ACME, name, part), content)
        parts.append(part)
    tree = planted_tree(parts, nodes)
    triples = (Triple("parts", float(count)), Triple("checksum", tree.root))
    record_thing(garden.catalogue, an_entry("large", *triples))
    return planted | {key: garden.lake.get(key) for key in garden.lake.keys("datasets/") if "/nodes/" in key}


def test_the_parts_of_a_version_too_large_for_its_entry_are_proved_by_its_tree() -> None:
    garden = a_garden()
    garden.follow(Policy("twice", "kind:dataset", Replicate()))
    planted = a_large_version(garden, 600)
    assert len(planted) == 600 + 4

    copied = garden.round()
    damaged = [next(key for key in planted if kind in key) for kind in ("/nodes/", "/parts/")]
    for bit, key in enumerate(damaged):
        garden.lake.put(key, flipped(planted[key], bit))
    mended, after = garden.round(), garden.round()

    assert (copied.files, len(copied.done)) == (604, 604)
    assert sorted(done.why for done in mended.done if done.does == "repair") == sorted(damaged)
    assert after.done == ()
    assert {key: garden.lake.get(key) for key in planted} == planted


def test_a_round_is_cut_short_within_a_large_version_and_goes_on_there() -> None:
    garden = a_garden()
    garden.follow(Policy("twice", "kind:dataset", Replicate()))
    planted = a_large_version(garden, 600)
    times = iter([NOON] * 4 + [NOON + timedelta(hours=2)] + [NOON] * 2_000)
    short = garden.tend
    short._clock = lambda: next(times)  # noqa: SLF001 - time passes in the middle of a round

    first = short(ACME, until=NOON + timedelta(hours=1))
    second = short(ACME, until=NOON + timedelta(hours=1))

    assert (first.things, second.things) == (0, 1)
    assert 0 < first.files < len(planted)
    assert first.files + second.files == len(planted)
    assert sorted(garden.replica.keys("")) == sorted(planted)


@pytest.mark.parametrize(
    ("policies", "sentence"),
    [
        ((Policy("Bad name", "", Replicate()),), "policies.name"),
        ((TWICE, TWICE), "two policies are named twice"),
        ((Policy("open", "(a:b", Replicate()),), "policy open: the search cannot be read"),
        ((Policy("never", "", Retain(0)),), "one day at least"),
        ((Policy("mute", "", Notify(())),), "say of what"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(policies: tuple[Policy, ...], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        checked(policies)


def test_what_was_planned_is_plain_data() -> None:
    planned = Planned("twice", "model/walk/1", "copy", "models/walk.txt")

    assert msgspec.json.decode(msgspec.json.encode(planned), type=Planned) == planned
