"""What every implementation of the Objects port keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

import pytest

from contract.places import a_bucket
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.memory.objects import MemoryObjects
from spotter.errors import NotFound
from spotter.ports.eraser import Eraser
from spotter.ports.objects import Objects


class Erasable(Objects, Eraser, Protocol):
    """Objects that can be erased."""


@pytest.fixture
def objects(place: str) -> Iterator[Erasable]:
    if place == "memory":
        yield MemoryObjects()
        return
    with a_bucket() as (client, bucket):
        yield S3Objects(client, bucket)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x00\xff", "안전".encode(), b"x" * 3_000_000])
def test_an_object_is_read_as_it_was_stored(objects: Objects, content: bytes) -> None:
    objects.put("readings/tenant=acme/a.jsonl.gz", content)

    assert objects.get("readings/tenant=acme/a.jsonl.gz") == content


def test_an_object_never_stored_is_not_found(objects: Objects) -> None:
    with pytest.raises(NotFound, match="readings/none"):
        objects.get("readings/none")


def test_storing_an_object_twice_leaves_one(objects: Objects) -> None:
    objects.put("a", b"same")
    objects.put("a", b"same")

    assert list(objects.keys("")) == ["a"]
    assert objects.get("a") == b"same"


def test_keys_are_given_in_order_of_their_text(objects: Objects) -> None:
    for key in ("r/b", "r/a/2", "r/a", "r/é", "r/B", "r/a=1 +%"):
        objects.put(key, b"")

    assert list(objects.keys("r/")) == ["r/B", "r/a", "r/a/2", "r/a=1 +%", "r/b", "r/é"]


def test_keys_of_another_prefix_are_left_out(objects: Objects) -> None:
    for key in ("site=a/1", "site=ab/1", "sites/1"):
        objects.put(key, b"")

    assert list(objects.keys("site=a/")) == ["site=a/1"]


def test_keys_begin_after_the_one_that_is_named(objects: Objects) -> None:
    for hour in ("06", "07", "08", "09", "10"):
        objects.put(f"r/T{hour}/x", b"")

    assert list(objects.keys("r/", after="r/T07/x")) == ["r/T08/x", "r/T09/x", "r/T10/x"]
    assert list(objects.keys("r/", after="r/T07")) == ["r/T07/x", "r/T08/x", "r/T09/x", "r/T10/x"]


def test_keys_of_nothing_are_none(objects: Objects) -> None:
    assert list(objects.keys("r/", after="r/T07")) == []


def test_a_link_names_the_object_and_ends(place: str, objects: Objects) -> None:
    assert isinstance(objects, S3Objects | MemoryObjects)
    objects.put("exports/tenant=acme/a.csv", b"1")

    link = objects.link("exports/tenant=acme/a.csv", lasts_s=60)

    assert "a.csv" in link
    assert ("Signature" in link) == (place != "memory")


def test_an_object_that_is_erased_is_gone_and_erasing_it_again_is_harmless(objects: Erasable) -> None:
    objects.put("parts/a", b"x")
    objects.put("parts/b", b"y")

    for _ in range(2):
        objects.erase("parts/a")

    assert list(objects.keys("parts/")) == ["parts/b"]
    with pytest.raises(NotFound):
        objects.get("parts/a")


def test_it_is_known_when_an_object_was_written(objects: Erasable) -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    objects.put("parts/a", b"x")

    written = objects.written_at("parts/a")
    assert written is not None
    assert before <= written <= datetime.now(UTC)
    assert objects.written_at("parts/none") is None
