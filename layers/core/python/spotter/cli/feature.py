"""`spotter feature`: named lists of features that training and live scoring share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.feature_join import join
from spotter.cli.feature_offline import get, history, materialise
from spotter.cli.files import mapping_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.errors import Corrupt, Invalid

app = typer.Typer(help="Features: what models see of devices, live and in training.", no_args_is_help=True)
app.command()(materialise)
app.command()(history)
app.command("get")(get)
app.command()(join)
Name = Annotated[str, typer.Argument(help="The feature set, for example motion.")]
Device = Annotated[str, typer.Argument(help="The device.")]


@app.command()
def options(*, as_json: AsJson = False) -> None:
    """List every statistic, what it says and in which unit; nothing is asked of a platform."""
    from spotter.contracts.features import Pairing
    from spotter.domain.statistics import MEANINGS

    rows = [{"statistic": name.value, "says": said, "unit": unit} for name, (said, unit) in MEANINGS.items()]
    pairs = [pairing.value for pairing in Pairing]
    show_list({"statistics": rows, "pairs": pairs}, rows, ("statistic", "says", "unit"), as_json=as_json)
    if not as_json:
        tell(f"each over length_s seconds, lag_s before the reading; two channels by {', '.join(pairs)}")
        tell("a channel named air.<channel> is that of the zone in which the wearer is")


@app.command()
def define(
    name: Name,
    file: Annotated[
        Path, typer.Argument(help="JSON or YAML: title, profile, window {channels, length_s, more}, online.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Make the next version of a feature set; what the latest says already makes none."""
    _show(platform().put("features", name, body=mapping_of(file)), as_json=as_json)


@app.command("list")
def every(*, as_json: AsJson = False) -> None:
    """List the latest version of each feature set."""
    answer = platform().get("features")
    rows = [{**each, "features": len(each["features"])} for each in answer["sets"]]
    columns = ("name", "version", "title", "profile", "owner", "features", "span_s", "online")
    show_list(answer, rows, columns, as_json=as_json)


@app.command("show")
def one(
    name: Name,
    *,
    version: Annotated[int | None, typer.Option(help="Which version; the latest when left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a feature set computes, in words and units."""
    _show(platform().get("features", name, version=version), as_json=as_json)


@app.command()
def latest(
    name: Name,
    device: Device,
    *,
    within: Annotated[float, typer.Option(help="Seconds from which they are stale.")] = 60.0,
    as_json: AsJson = False,
) -> None:
    """Show the latest features of a device, and whether they are too old to rely on."""
    show(platform().get("features", name, "devices", device, within_s=within), as_json=as_json)


@app.command()
def audit(
    name: Name,
    *,
    limit: Annotated[int, typer.Option(help="Devices, or rows, to look at.", min=1, max=10_000)] = 100,
    offline: Annotated[bool, typer.Option("--offline", help="Audit what was materialised.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compute from the archive what is kept online, or offline; ends with 1 where anything differs."""
    kept = ("offline", "current") if offline else ()
    answer = platform().get("features", name, *kept, "audit", limit=limit)
    show(answer, as_json=as_json)
    if answer["skewed"]:
        raise Corrupt(f"{len(answer['skewed'])} of {answer['values']} values differ from the archive")


@app.command()
def compute(  # noqa: PLR0913 - an option for each thing that a file can be
    file: Annotated[Path, typer.Argument(help="CSV, gzipped CSV or Parquet: one row a moment of a stream.")],
    *,
    spec: Annotated[Path, typer.Option(help="JSON or YAML: window {channels, length_s, more}.")],
    by: Annotated[str, typer.Option(help="The column that names each stream: device, person, trial.")],
    at: Annotated[str, typer.Option(help="The column of time, or of seconds.")],
    every: Annotated[float, typer.Option(help="Seconds from one row to the next.")],
    out: Annotated[Path, typer.Option(help="The file to write: .csv, .csv.gz or .parquet.")],
    label: Annotated[str | None, typer.Option(help="A column that is not zero in danger.")] = None,
    share: Annotated[float, typer.Option(help="Of its window, what danger must fill to count.")] = 0.2,
    keep: Annotated[list[str] | None, typer.Option(help="A column to take over, such as the person.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compute features of a file of raw streams, as live scoring would; nothing is asked of a platform."""
    import msgspec

    from spotter.contracts.learning import WindowSpec
    from spotter.learning.feature_tables import Streams, feature_table
    from spotter.learning.files import read_table, write_table

    told = mapping_of(spec)
    try:
        window = msgspec.convert(told.get("window", told), WindowSpec)
    except msgspec.ValidationError as err:
        raise Invalid(f"{spec}: {err}") from err
    streams = Streams(by, at, every, label, share, tuple(keep or ()))
    made = feature_table(read_table(file), window, streams)
    write_table(out, made)
    show({"file": str(out), "rows": made.rows, "features": len(window.feature_names)}, as_json=as_json)


def _show(answer: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        show(answer, as_json=True)
        return
    show({name: value for name, value in answer.items() if name != "features"}, as_json=False)
    rows = answer["features"] if isinstance(answer["features"], list) else []
    show_list(answer, rows, ("name", "meaning", "unit"), as_json=False)
