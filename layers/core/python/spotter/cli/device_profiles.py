"""`spotter device move-profile`: bring devices to another version of their profile, and back."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.client import Json
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list, tell
from spotter.errors import Invalid


def move_profile(  # noqa: PLR0913 - one option for each thing that can be said
    profile: Annotated[str, typer.Argument(help="The profile, for example gas-helmet.")],
    devices: Annotated[list[str] | None, typer.Argument(help="Single devices by name.")] = None,
    *,
    version: Annotated[int | None, typer.Option(help="To which version; the latest when left out.")] = None,
    site: Annotated[str | None, typer.Option(help="Only devices of this site.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only devices with this tag.")] = None,
    group: Annotated[str | None, typer.Option(help="Only devices of this group.")] = None,
    everywhere: Annotated[bool, typer.Option("--all", help="All devices of the profile.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Back to the version before the last move.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Move devices to another version of their profile; what they have measured keeps the one it has.

    Repeating it changes nothing, so one that broke off is simply given again.
    """
    if not (devices or site or tag or group or everywhere):
        raise Invalid("say which devices: names, --site, --tag, --group or --all")
    if undo and version is not None:
        raise Invalid("--undo goes back to the version before the last move: leave --version out")
    body: Json = {"version": version, "undo": undo, "dry_run": dry_run, "devices": devices or []}
    body |= {"site": site, "tag": tag, "group": group}
    rows: list[Json] = []
    after: str | None = None
    while True:
        answer = platform().post("profiles", profile, "move", body={**body, "after": after})
        rows += answer["rows"]
        after = answer["next"]
        if after is None:
            break
        tell(f"{len(rows)} devices, until {after}")
    columns = ("device", "outcome", "before", "after")
    show_list({"dry_run": dry_run, "rows": rows}, rows, columns, as_json=as_json)
    moved = sum(row["outcome"] == "moved" for row in rows)
    tell(f"{moved} of {len(rows)} devices move" + (", nothing was done" * dry_run))
