"""`spotter zone`: places that somebody should not enter, should leave in time, or should gather in."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list
from spotter.errors import Invalid

app = typer.Typer(help="Zones, who is in them, and who is safe.", no_args_is_help=True)
Site = Annotated[str, typer.Option(help="The site's name.")]
Name = Annotated[str, typer.Argument(help="The zone's name, for example shaft-2.")]
Since = Annotated[
    datetime | None, typer.Option(help="When the evacuation began.", formats=["%Y-%m-%dT%H:%M:%S%z"])
]


@app.command()
def draw(
    name: Name,
    *,
    site: Site,
    file: Annotated[Path, typer.Option(help="A GeoJSON feature: a Polygon, or a Point with radius_m.")],
    as_json: AsJson = False,
) -> None:
    """Draw a zone, in place of what stood under its name.

    Properties of the feature: title, kind (exclusion, watched, muster), accuracy_m (what fixes reach there);
    as needed alarm_class, level, dwell_s (how long somebody may stay), schedule with time_zone, permits
    (worker, since, until, number), radius_m of a Point, around (a machine: the zone moves with it).
    """
    show(platform().put("sites", site, "zones", name, body=_feature(file)), as_json=as_json)


@app.command("list")
def all_zones(*, site: Site, as_json: AsJson = False) -> None:
    """List the zones of a site; with --json as a GeoJSON feature collection for any map."""
    answer = platform().get("sites", site, "zones")
    rows = [{"name": each["id"], **each["properties"]} for each in answer["features"]]
    show_list(answer, rows, ("name", "title", "kind", "alarm_class", "dwell_s", "level"), as_json=as_json)


@app.command("show")
def one(name: Name, *, site: Site, as_json: AsJson = False) -> None:
    """Show a zone."""
    show(platform().get("sites", site, "zones", name), as_json=as_json)


@app.command()
def remove(name: Name, *, site: Site, as_json: AsJson = False) -> None:
    """Remove a zone; what it was is answered, so that it can be drawn again."""
    show(platform().delete("sites", site, "zones", name), as_json=as_json)


@app.command()
def occupants(name: Name, *, site: Site, as_json: AsJson = False) -> None:
    """List who is inside a zone, and with --json who went in and out lately."""
    answer = platform().get("sites", site, "zones", name, "occupants")
    show_list(answer, answer["inside"], ("subject", "since", "seen_at", "chance"), as_json=as_json)


@app.command()
def headcount(*, site: Site, since: Since = None, as_json: AsJson = False) -> None:
    """Count heads in an evacuation, those first of whom least is known."""
    answer = platform().get("sites", site, "headcount", since=since.isoformat() if since else None)
    columns = ("worker", "standing", "why", "zone", "seen_s", "devices")
    show_list(answer, answer["heads"], columns, as_json=as_json)


@app.command()
def neighbours(
    alarm: Annotated[str, typer.Argument(help="The alarm, for example sos.helmet-7.")],
    *,
    site: Site,
    alert: Annotated[
        bool, typer.Option("--alert", help="Tell each of them, by the contact of their name.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List who is near an alarm: who may help, who must stay out, who must leave; with --alert tell them.

    Nobody is told to go where the air is not known, within two minutes, to be good.
    """
    path = ("sites", site, "alarms", alarm, "neighbours")
    answer = platform().post(*path) if alert else platform().get(*path)
    columns = ("worker", "distance_m", "advice", "told", "why")
    show_list(answer, answer["neighbours"], columns if alert else (*columns[:3], "why"), as_json=as_json)


def _feature(file: Path) -> dict[str, Any]:
    try:
        feature = json.loads(file.read_text())
    except (OSError, ValueError) as err:
        raise Invalid(f"{file} cannot be read as GeoJSON: {err}") from err
    if not isinstance(feature, dict):
        raise Invalid(f"{file} holds no GeoJSON feature")
    if feature.get("type") == "FeatureCollection" and len(feature.get("features", ())) == 1:
        feature = feature["features"][0]
    return {name: feature[name] for name in ("type", "geometry", "properties") if name in feature}
