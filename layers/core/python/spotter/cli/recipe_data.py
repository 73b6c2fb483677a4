"""`spotter recipe preview|apply|export`: a recipe on the rows of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from spotter.cli.files import write_text
from spotter.cli.recipe_text import File, recipe_in
from spotter.cli.show import AsJson, show_list, tell
from spotter.errors import Invalid

if TYPE_CHECKING:
    from spotter.learning.frames import Roles
    from spotter.learning.prepare.reports import Report
    from spotter.learning.prepare.sheets import Sheet

Data = Annotated[Path, typer.Option(help="CSV, gzipped CSV or Parquet file with one row an example.")]
Label = Annotated[str | None, typer.Option(help="Column to predict: needed by selection and balance.")]
Group = Annotated[str | None, typer.Option(help="Column that says which device or person a row is of.")]
Time = Annotated[str | None, typer.Option(help="Column of time.")]
Drop = Annotated[str, typer.Option(help="Columns that are no features, separated by commas.")]
Rows = Annotated[int, typer.Option(min=10, max=1_000_000, help="Rows that are looked at.")]
Picture = Annotated[Path | None, typer.Option("--html", help="Write the picture here.")]
Fitted = Annotated[Path | None, typer.Option(help="Apply what was learned elsewhere; every row stays.")]
Save = Annotated[Path | None, typer.Option(help="Keep what was learned here, as JSON.")]
Marks = Annotated[
    bool, typer.Option(help="Add a 0/1 column <name>__filled for each column with filled cells.")
]


class Asked(NamedTuple):
    """A file as rows to prepare, and what its columns are."""

    sheet: Sheet
    roles: Roles


def preview(  # noqa: PLR0913 - one argument an option
    file: File,
    *,
    data: Data,
    label: Label = None,
    group: Group = None,
    time: Time = None,
    drop: Drop = "",
    rows: Rows = 2_000,
    html: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Try a recipe on a sample: each column before and after, and how many cells were filled."""
    from spotter.learning.prepare.reports import previewed

    recipe = recipe_in(file)
    asked = read(data, label, group, time, drop)
    report = previewed(asked.sheet, recipe, rows=rows, group=asked.roles.group, time=asked.roles.time)
    if html is not None:
        from spotter.domain.recipes.sentences import explain
        from spotter.learning.prepare.pictures import page_of

        title = f"{file.name} on {report.rows_before} of {asked.sheet.rows.size} rows of {data.name}"
        write_text(html, page_of(title, explain(recipe), report))
        tell(f"the picture is in {html}")
    show_report(report, as_json=as_json)


def apply(  # noqa: PLR0913 - one argument an option
    file: File,
    *,
    data: Data,
    out: Annotated[Path, typer.Option(help="CSV or Parquet file to write.")],
    label: Label = None,
    group: Group = None,
    time: Time = None,
    drop: Drop = "",
    fitted: Fitted = None,
    save: Save = None,
    marks: Marks = False,
    as_json: AsJson = False,
) -> None:
    """Prepare a whole file. What you then train on it has seen all its rows: train --recipe is honest."""
    from spotter.learning.files import read_frame
    from spotter.learning.prepare.files import encoded, read_preparation, write_sheet
    from spotter.learning.prepare.fit import fit, replayed
    from spotter.learning.prepare.reports import report_of, with_marks

    recipe = recipe_in(file)
    sheet, roles = read(data, label, group, time, drop)
    if fitted is None:
        prepared = fit(sheet, recipe, group=roles.group, time=roles.time)
    else:
        preparation = read_preparation(fitted)
        if preparation.recipe != recipe:
            raise Invalid(f"{fitted} was learned by another recipe than {file}", file=str(fitted))
        prepared = replayed(preparation, sheet)
    written = with_marks(prepared) if marks else prepared.sheet
    write_sheet(out, read_frame(data), written, tuple(sheet.columns))
    if save is not None:
        write_text(save, encoded(prepared.preparation).decode())
    tell(f"{written.rows.size} rows written to {out}")
    show_report(report_of(sheet, prepared), as_json=as_json)


def export(
    file: File,
    *,
    out: Annotated[
        Path, typer.Option(help=".joblib: a scikit-learn Pipeline; .json: what was learned, no pickle.")
    ],
    data: Annotated[
        Path | None, typer.Option(help="File to fit on; without it the Pipeline is not fitted.")
    ] = None,
    label: Label = None,
    group: Group = None,
    time: Time = None,
    drop: Drop = "",
) -> None:
    """Write a recipe as a scikit-learn Pipeline, fitted or not, or as JSON that scores without pickle."""
    from spotter.learning.prepare.files import encoded, fitted_pipeline, write_pipeline
    from spotter.learning.prepare.fit import fit
    from spotter.learning.prepare.pipeline import left_out, pipeline_of

    recipe = recipe_in(file)
    if out.suffix not in {".joblib", ".json"}:
        raise Invalid(f"{out} is neither .joblib (scikit-learn) nor .json (what was learned)", file=str(out))
    asked = None if data is None else read(data, label, group, time, drop)
    if out.suffix == ".json":
        if asked is None:
            raise Invalid("what a recipe learns needs rows: name them with --data")
        prepared = fit(asked.sheet, recipe, group=asked.roles.group, time=asked.roles.time)
        write_text(out, encoded(prepared.preparation).decode())
    elif asked is None:
        write_pipeline(out, pipeline_of(recipe, group=group, time=time))
    else:
        pipeline = fitted_pipeline(recipe, asked.sheet, group=asked.roles.group, time=asked.roles.time)
        write_pipeline(out, pipeline)
    for step in left_out(recipe):
        tell(f"note: {step} changes training rows, which is no step of a pipeline")
    tell(f"written to {out}")


def read(data: Path, label: str | None, group: str | None, time: str | None, drop: str) -> Asked:
    """Read a file as rows to prepare; what its columns are is guessed where nobody said it, and told."""
    from spotter.learning.files import read_table
    from spotter.learning.frames import Roles
    from spotter.learning.prepare.sheets import sheet_of_table
    from spotter.learning.roles import guessed

    table = read_table(data)
    away = tuple(filter(None, map(str.strip, drop.split(","))))
    roles, reasons = guessed(table, Roles(label or "", group, time, away))
    for reason in reasons:
        tell(f"note: {reason.partition(' (--role')[0]}")
    return Asked(sheet_of_table(table, roles), roles)


def show_report(report: Report, *, as_json: bool) -> None:
    """Show each column before and after, and how many of its cells were filled."""
    answer = {
        "rows_before": report.rows_before,
        "rows_after": report.rows_after,
        "notes": list(report.notes),
        "columns": report.changes,
    }
    for note in report.notes:
        tell(f"note: {note}")
    tell(f"{report.rows_before} rows before, {report.rows_after} after")
    lines = [_line(each) for each in report.changes]
    show_list(answer, lines, ("column", "before", "after", "filled"), as_json=as_json)


def _line(change: Any) -> dict[str, Any]:  # noqa: ANN401 - the same
    return {
        "column": change.column,
        "before": "new" if change.before is None else _said(change.before),
        "after": "left out" if change.after is None else _said(change.after),
        "filled": change.filled,
    }


def _said(summary: Any) -> str:  # noqa: ANN401 - the same
    if summary.mean is None:
        return f"{summary.missing} missing"
    return f"mean {summary.mean:.4g}, sd {summary.deviation:.4g}, {summary.missing} missing"
