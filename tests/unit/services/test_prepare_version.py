"""A recipe makes a version of a version, which names it, holds what it made, and is whole or not there."""

from __future__ import annotations

import math
from array import array

import msgspec
import pytest

from builders.archive import TENANT, a_reading
from builders.crashing import Crashing, CrashingObjects, CrashingRecords
from builders.datasets import DEFINITION, GRIDS, NAME, TABLES, Datasets, preparing_on, rows_of, some_datasets
from spotter.contracts.datasets import DatasetManifest, RowChanges
from spotter.contracts.preparing import PreparingOrder, PreparingRoles
from spotter.domain.preparing import MOST_CELLS, refuse_too_large
from spotter.domain.recipes.reading import recipe_of
from spotter.errors import Invalid, Oversized, Unavailable
from spotter.ports.grids import Laid
from spotter.ports.rows import Piece
from spotter.services.compare_versions import CompareVersions
from spotter.stores.prepared import PreparedRecords

HOLES = (3, 7, 11)


def with_holes() -> tuple[Datasets, DatasetManifest]:
    """Make a version of twenty rows, of which three lack a value of methane."""
    datasets = some_datasets()
    datasets.archive.arrive(
        [a_reading(seq, {"co": seq} if seq in HOLES else {"co": seq, "ch4": seq / 10}) for seq in range(20)]
    )
    return datasets, datasets.version()


def an_order(of: DatasetManifest, *steps: dict[str, object], **said: object) -> PreparingOrder:
    recipe = recipe_of({"steps": list(steps)})
    order = PreparingOrder("run-p", TENANT, NAME, of.version, recipe, "fill@1", "ada")
    return msgspec.structs.replace(order, **said)


FILL: dict[str, object] = {"step": "fill_median", "columns": ["ch4"]}
SCALE: dict[str, object] = {"step": "scale_standard", "columns": ["co"]}


def test_the_prepared_version_holds_what_the_recipe_made_and_names_it() -> None:
    datasets, source = with_holes()

    report = datasets.prepare(an_order(source, FILL, SCALE))

    made = datasets.stores.versions.manifest(TENANT, NAME, report.made)
    rows = datasets.rows(made)
    median = sorted(seq / 10 for seq in range(20) if seq not in HOLES)[8]
    assert [row["ch4"] for row in rows] == [median if seq in HOLES else seq / 10 for seq in range(20)]
    assert [row["ch4__filled"] for row in rows] == [float(seq in HOLES) for seq in range(20)]
    assert rows[0]["co"] == pytest.approx((0 - 9.5) / math.sqrt(33.25))
    assert (made.parent, made.recipe, made.origin) == (source.version, "fill@1", "prepared")
    assert (made.definition, made.known_at) == (source.definition, source.known_at)
    assert [row["device"] for row in rows] == ["helmet-7"] * 20
    units = {column.name: (column.channel, column.unit) for column in made.columns}
    assert (units["ch4"], units["co"]) == (("ch4", "%"), ("co", ""))


def test_it_reports_what_was_filled_and_keeps_what_was_learned_beside_the_version() -> None:
    datasets, source = with_holes()

    report = datasets.prepare(an_order(source, FILL))

    (methane,) = [each for each in report.columns if each.column == "ch4"]
    assert methane.before is not None
    assert methane.after is not None
    assert (methane.before.missing, methane.after.missing) == (3, 0)
    assert methane.filled == {"1. fill_median": 3}
    assert report.made is not None
    kept = PreparedRecords(datasets.archive.objects).of(TENANT, NAME, report.made)
    assert (kept.report, kept.preparation.rows) == (report, 20)


def test_what_changed_from_the_parent_is_told_row_by_row() -> None:
    datasets, source = with_holes()
    compare = CompareVersions(datasets.stores.versions, TABLES)

    filled = datasets.prepare(an_order(source, FILL)).made
    fewer = datasets.prepare(an_order(source, {"step": "drop_rows"})).made

    assert filled is not None
    assert fewer is not None
    assert compare(TENANT, NAME, source.version, filled).rows == RowChanges(0, 0, len(HOLES))
    assert compare(TENANT, NAME, source.version, fewer).rows == RowChanges(0, len(HOLES), 0)


def test_a_version_of_several_parts_becomes_several_parts_with_the_same_rows() -> None:
    datasets, source = with_holes()
    column = next(each for each in source.columns if each.name == "co")
    pieces = [Piece(str(number), lambda: datasets.contents(source)[0]) for number in range(2)]
    rows = array("q", range(39, -1, -1))

    values = GRIDS.read(pieces, [column])["co"]
    parts = list(GRIDS.write(pieces, memoryview(rows), [Laid(column)], rows_a_part=15))

    assert list(values) == [float(seq) for seq in range(20)] * 2
    assert [part.rows for part in parts] == [15, 15, 10]
    assert [row["co"] for part in parts for row in rows_of(part.content)] == list(values)[::-1]


def test_the_current_version_stays_unless_it_is_asked_for() -> None:
    datasets, source = with_holes()

    aside = datasets.prepare(an_order(source, FILL)).made
    before = datasets.stores.versions.dataset(TENANT, NAME).document.head
    datasets.prepare(an_order(source, FILL, current=True))

    assert before == source.version
    assert datasets.stores.versions.dataset(TENANT, NAME).document.head == aside


def test_the_same_again_is_the_same_version() -> None:
    datasets, source = with_holes()

    made = {datasets.prepare(an_order(source, FILL, run=run)).made for run in ("run-1", "run-2")}

    assert len(made) == 1
    assert len(datasets.stores.versions.entries(TENANT, NAME)) == 2


def test_an_extraction_asked_again_finds_the_extracted_version_and_no_prepared_one() -> None:
    datasets, source = with_holes()
    datasets.prepare(an_order(source, FILL))

    assert datasets.version(run="run-again").version == source.version


def test_a_sample_is_tried_and_makes_no_version() -> None:
    datasets, source = with_holes()

    report = datasets.prepare(an_order(source, FILL, sample=10))

    assert (report.made, report.rows_before) == (None, 10)
    assert [each.version for each in datasets.stores.versions.entries(TENANT, NAME)] == [source.version]


def test_rows_that_a_step_drops_are_gone_and_the_others_are_as_they_were() -> None:
    datasets, source = with_holes()

    report = datasets.prepare(an_order(source, {"step": "drop_rows"}))

    made = datasets.stores.versions.manifest(TENANT, NAME, report.made)
    before = [row for row in datasets.rows(source) if row["ch4"] is not None]
    assert datasets.rows(made) == before


def test_balance_belongs_into_training_folds_and_is_left_out_with_a_word() -> None:
    datasets, source = with_holes()

    report = datasets.prepare(an_order(source, FILL, {"step": "balance_over"}))

    assert report.rows_after == 20
    assert report.notes[0] == (
        "step 2 (balance_over) was left out: classes are balanced inside training folds alone"
    )


@pytest.mark.parametrize(
    ("steps", "roles", "words"),
    [
        ([FILL], PreparingRoles(label="dust"), "there is no column dust; there are arrived, at"),
        ([FILL], PreparingRoles(label="device"), "column device cannot be two things at once"),
        ([FILL], PreparingRoles(label="ch4"), "the label ch4 is missing in row 4 and 2 more"),
        ([FILL, {"step": "select_anova"}], PreparingRoles(), "needs the label"),
        ([{"step": "select_pca"}], PreparingRoles(), "column ch4 has 3 missing cells, the first in row 4"),
        ([FILL], PreparingRoles(asides=("ch4", "co")), "no numeric column to prepare"),
        ([{"step": "balance_over"}], PreparingRoles(), "only balances classes"),
    ],
)
def test_what_cannot_be_done_is_refused_by_column_and_row_and_makes_nothing(
    steps: list[dict[str, object]], roles: PreparingRoles, words: str
) -> None:
    datasets, source = with_holes()

    with pytest.raises(Invalid, match=words.replace("(", r"\(")):
        datasets.prepare(an_order(source, *steps, roles=roles))

    assert len(datasets.stores.versions.entries(TENANT, NAME)) == 1


def test_what_no_function_can_hold_is_refused_with_the_number() -> None:
    _, source = with_holes()
    huge = msgspec.structs.replace(source, rows=MOST_CELLS)

    with pytest.raises(
        Oversized, match=r"100,000,000 rows of 2 columns, 200,000,000 cells; a function holds"
    ):
        refuse_too_large(huge, 2, recipe_of({"steps": [FILL]}))
    slow = msgspec.structs.replace(source, rows=1_500_000)
    with pytest.raises(Oversized, match=r"step 1 \(fill_knn\) over 1,500,000 rows"):
        refuse_too_large(slow, 2, recipe_of({"steps": [{"step": "fill_knn"}]}))


def test_whoever_dies_anywhere_leaves_nothing_half_written_and_the_next_one_comes_to_its_end() -> None:
    datasets, source = with_holes()
    order = an_order(source, FILL)
    versions = datasets.stores.versions

    for survives in range(100):
        crashing = Crashing(survives)
        try:
            dying = preparing_on(
                CrashingObjects(datasets.archive.objects, crashing),
                CrashingRecords(datasets.records, crashing),
            )
            made = dying(order).made
            break
        except Unavailable:
            seen = [each.version for each in versions.entries(TENANT, NAME)]
            assert seen[0] == source.version
            assert [versions.manifest(TENANT, NAME, each).rows for each in seen] == [20] * len(seen)

    assert survives > 5
    assert made is not None
    assert len(versions.entries(TENANT, NAME)) == 2


def test_a_dataset_that_is_extracted_anew_after_a_preparation_has_its_own_rows() -> None:
    datasets, source = with_holes()
    datasets.prepare(an_order(source, FILL, current=True))

    again = datasets.version(msgspec.structs.replace(DEFINITION, channels=("co",)), run="run-2")

    assert [column.name for column in again.columns][-1] == "co"
