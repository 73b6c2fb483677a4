"""What a gateway's folder tells of it, whether it runs or not. Read-only."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from spotter.edge.gateway.assembly import spool_path
from spotter.edge.gateway.config import GatewayConfig
from spotter.edge.gateway.gaps import gaps_in
from spotter.edge.gateway.items import Lane
from spotter.edge.gateway.knowledge import versions_of
from spotter.errors import Corrupt


def state_of(config: GatewayConfig) -> dict[str, object]:
    """Say what waits, what is missing for ever, and which updates are current.

    Raises:
        Corrupt: the spool's file is no spool.
    """
    current = {kind: versions_of(config, kind).current for kind in ("manifest", "model")}
    path = spool_path(config)
    told: dict[str, object] = {"gateway": config.gateway, "updates": current, "spool": str(path)}
    if not path.exists():
        return told | {"events": 0, "bulk": 0, "bytes": 0, "gaps": []}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT lane, count(*), sum(length(body)) FROM kept GROUP BY lane").fetchall()
            gaps = gaps_in(db)
    except sqlite3.DatabaseError as err:
        raise Corrupt(f"{path} is no spool: {err}", path=str(path)) from err
    waiting = {lane: count for lane, count, _ in rows}
    return told | {
        "events": waiting.get(Lane.EVENT, 0),
        "bulk": waiting.get(Lane.BULK, 0),
        "bytes": sum(size for _, _, size in rows),
        "gaps": [f"{gap.device}/{gap.boot}/{gap.first}-{gap.last}" for gap in gaps],
    }
