"""`spotter device claim` and `spotter device allow`: who may join the fleet by itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Json
from spotter.cli.files import content_of
from spotter.cli.session import home, platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.domain.allow_list import AllowOutcome, AllowResult, allow_rows_of, repeated

AT_ONCE = 100
RESULTS = ("row", "serial", "outcome", "wrong", "remedy")
ENTRIES = ("serial", "device", "site", "profile", "tags", "again", "given")
CLAIMS = ("certificate", "site", "per_hour", "created_at", "created_by", "abused_at", "revoked_at")
SECRETS = frozenset({"certificate_pem", "private_key"})

claim = typer.Typer(
    help="Claim certificates: what devices share until each has its own.", no_args_is_help=True
)
allow = typer.Typer(help="The serial numbers that may join the fleet.", no_args_is_help=True)
GROUPS = {"claim": claim, "allow": allow}


@claim.command()
def create(
    *,
    site: Annotated[str, typer.Option(help="The site whose devices may use it.")],
    per_hour: Annotated[int | None, typer.Option(help="At most so many devices in any hour.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for it; in ~/.spotter by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a claim certificate and keep it and its key, which are shown this once."""
    made = platform().post("claims", body={"site": site, "per_hour": per_hour})
    place = (out or home() / "claims") / made["certificate"][:12]
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(place / "certificate.pem", made["certificate_pem"].encode())
    _write(place / "private.key", made["private_key"].encode())
    told = {field: value for field, value in made.items() if field not in SECRETS}
    _write(place / "claim.json", msgspec.json.format(msgspec.json.encode(told)))
    show({**told, "claim": str(place)}, as_json=as_json)


@claim.command("list")
def claims(*, as_json: AsJson = False) -> None:
    """List the claims and when each was last misused."""
    answer = platform().get("claims")
    show_list(answer, answer["claims"], CLAIMS, as_json=as_json)


@claim.command()
def revoke(
    certificate: Annotated[str, typer.Argument(help="The id of its certificate, as `list` shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """End a claim for ever; the devices that have joined by it stay as they are."""
    show(platform().post("claims", certificate, "revoke"), as_json=as_json)


@allow.command("import")
def import_allowed(
    file: Annotated[
        Path, typer.Argument(help="CSV (serial,device,site,profile,tags,groups,again); - for stdin.")
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Allow the serials of a list, each row by itself. Ends with 1 when a row was refused."""
    rows = allow_rows_of(content_of(file))
    twice = repeated(rows)
    results: list[Json] = []
    sound = []
    for row in rows:
        again = twice & {f"serial {row.serial}", f"device {row.device}"}
        if again:
            wrong = f"{min(again)} stands in more than one row"
            refused = AllowResult(row.row, row.serial, AllowOutcome.REFUSED, wrong, "keep one of the rows")
            results.append(msgspec.to_builtins(refused))
        else:
            sound.append(row)
    for start in range(0, len(sound), AT_ONCE):
        part = [msgspec.to_builtins(row) for row in sound[start : start + AT_ONCE]]
        answer = platform().post("allowed", "import", body={"serials": part, "dry_run": dry_run})
        results.extend(answer["rows"])
    _conclude(sorted(results, key=lambda result: result["row"]), dry_run=dry_run, as_json=as_json)


@allow.command("list")
def allowed(
    *,
    site: Annotated[str | None, typer.Option(help="Only of this site.")] = None,
    after: Annotated[str | None, typer.Option(help="Go on after this serial.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the serials that may join or have joined; `next` of the JSON answer goes into --after."""
    answer = platform().get("allowed", site=site, after=after, limit=limit)
    show_list(answer, answer["serials"], ENTRIES, as_json=as_json)


@allow.command()
def remove(
    serial: Annotated[str, typer.Argument(help="The serial number.")], *, as_json: AsJson = False
) -> None:
    """Take a serial off the list; the device that it has become stays as it is."""
    show(platform().delete("allowed", serial), as_json=as_json)


def _conclude(results: list[Json], *, dry_run: bool, as_json: bool) -> None:
    show_list({"dry_run": dry_run, "rows": results}, results, RESULTS, as_json=as_json)
    refused = sum(result["outcome"] == AllowOutcome.REFUSED for result in results)
    tell(f"{len(results) - refused} of {len(results)} rows are good" + (", nothing was done" * dry_run))
    if refused:
        raise typer.Exit(1)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
