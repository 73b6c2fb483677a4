"""How commands dry-run a profile: page after page of the last 7 days, added up."""

from __future__ import annotations

import msgspec

from spotter.cli.client import Json
from spotter.cli.session import platform
from spotter.cli.show import show_list, tell
from spotter.contracts.dry_runs import LOSSES, DryRun
from spotter.domain.dry_runs import losses, together

COLUMNS = ("channel", "became", "values", "reasons", "example")


def dry_run_of(name: str, body: Json) -> DryRun:
    """Read all of the last 7 days by a draft, telling how far it is where that takes many calls."""
    api = platform()
    runs = [_page(api.post("profiles", name, "dry-run", body=body))]
    pages = runs[0].pages
    for page in range(1, pages):
        tell(f"read {page} of {pages} parts of the last 7 days")
        runs.append(_page(api.post("profiles", name, "dry-run", body=body, page=page, pages=pages)))
    return together(runs)


def show_run(run: DryRun, *, as_json: bool) -> None:
    """Show by channel what becomes of the values, what is lost first."""
    rows = [
        {
            "channel": name,
            "became": became,
            "values": count,
            "reasons": channel.reasons if became == "refused" else None,
            "example": next((each.detail for each in channel.examples if each.became is became), None),
        }
        for name, channel in run.channels.items()
        for became, count in sorted(channel.counts.items(), key=lambda each: each[0] not in LOSSES)
    ]
    answer = {**msgspec.to_builtins(run), "losses": losses(run)}
    show_list(answer, rows, COLUMNS, as_json=as_json)
    tell(
        f"of {run.readings} readings since {run.since:%Y-%m-%d %H:%M} {run.refused} would be refused; "
        f"of {run.quarantined} refused ones {run.regained} would be accepted"
        + (f"; {run.unwritten} could not be tried" if run.unwritten else "")
    )


def _page(answer: Json) -> DryRun:
    return msgspec.convert(answer, DryRun)
