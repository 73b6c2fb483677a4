"""A lineage goes back to what a thing was made from, and on to what came of it."""

from __future__ import annotations

import pytest

from builders.catalogue import ACME, an_entry
from builders.desk import Desk, a_desk
from builders.learning import MODEL, TENANT
from spotter.contracts.catalogue import Kind, Triple
from spotter.errors import NotFound
from spotter.services.keep_catalogue import add_thing, retire_thing
from spotter.services.trace_lineage import MOST, Link, TraceLineage
from spotter.stores.code_version import code_version

CODE = f"code/spotter/{code_version()}"


def chained(desk: Desk, *parents: tuple[str, str]) -> TraceLineage:
    """Make a notebook of each name whose parent is another."""
    for name, parent in parents:
        made_from = (Triple("parent", f"notebook/{parent}/1"),) if parent else ()
        add_thing(desk.catalogue, an_entry(name, *made_from, kind=Kind.NOTEBOOK))
    return TraceLineage(desk.catalogue, desk.search)


def test_a_model_leads_back_to_recipe_windows_and_code_and_a_recipe_on_to_the_model() -> None:
    desk = a_desk()
    desk.write_down()
    version = desk.train()
    trace = TraceLineage(desk.catalogue, desk.search)

    model = f"model/{MODEL}/{version}"
    windows = f"dataset/{MODEL}/{desk.workshop.models.candidate(TENANT, MODEL, version).dataset}"
    back = trace(TENANT, model, depth=5)
    steps = {each.id: each.step for each in back.relatives}
    assert steps == {model: 0, windows: -1, "recipe/fill/1": -1, CODE: -2, "labels/fall/pit.1": -2}
    assert Link(windows, model) in back.links
    unknown = [each.id for each in back.relatives if each.entry is None]
    assert unknown == ["labels/fall/pit.1"]
    assert back.is_complete

    on = trace(TENANT, "recipe/fill/1", depth=5)
    assert {each.id for each in on.relatives} == {"recipe/fill/1", model, *desk.found("kind:run")}


def test_what_lies_further_away_than_asked_is_said_to_be_there() -> None:
    trace = chained(a_desk(), ("a", ""), ("b", "a"), ("c", "b"), ("d", "c"))

    near, far = (trace(ACME, "notebook/b/1", depth=depth) for depth in (1, 2))

    assert [each.id for each in near.relatives] == ["notebook/a/1", "notebook/b/1", "notebook/c/1"]
    assert not near.is_complete
    assert [each.step for each in far.relatives] == [-1, 0, 1, 2]
    assert far.is_complete


def test_a_circle_ends_and_what_was_retired_is_shown_as_such() -> None:
    desk = a_desk()
    trace = chained(desk, ("a", "b"), ("b", "a"))
    retire_thing(desk.catalogue, ACME, "notebook/b/1", why="wrong", now=desk.workshop.now)

    traced = trace(ACME, "notebook/a/1", depth=9)

    assert [(each.id, each.entry.retired if each.entry else "") for each in traced.relatives] == [
        ("notebook/b/1", "wrong"),
        ("notebook/a/1", None),
    ]


def test_a_thing_with_more_children_than_anybody_reads_says_so() -> None:
    desk = a_desk()
    trace = chained(desk, ("a", ""), *((f"child-{n}", "a") for n in range(MOST + 10)))

    traced = trace(ACME, "notebook/a/1", depth=1)

    assert len(traced.relatives) <= MOST
    assert not traced.is_complete


def test_a_thing_that_nobody_put_in_has_no_lineage() -> None:
    desk = a_desk()

    with pytest.raises(NotFound):
        TraceLineage(desk.catalogue, desk.search)(ACME, "model/none/1", depth=1)
