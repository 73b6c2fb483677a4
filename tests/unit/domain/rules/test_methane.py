"""The recorded longwall against the MSHA pack: alarm times as computed independently with pandas."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from builders.alarm_path import NOON, a_reading
from builders.rules import known
from spotter.contracts.readings import Reading
from spotter.contracts.rules import ThresholdRule
from spotter.domain.rules.episodes import episodes
from spotter.stores.rulebook import rule_pack

RECORDED = Path(__file__).resolve().parents[5] / "shared" / "data" / "methane_longwall" / "methane.csv.gz"
STEP = timedelta(seconds=30)
HEADS = ("mm31_ch4_pct", "mm116_ch4_pct")
MSHA = [rule for rule in rule_pack("msha").thresholds if rule.hazard == "ch4"]


def by_pandas(table: pd.Series, rule: ThresholdRule) -> list[tuple[datetime, datetime | None]]:
    """Rises from not holding to holding: at the limit it holds, inside by the deadband it does not."""
    said = pd.Series(pd.NA, index=table.index, dtype="boolean")
    said[table >= rule.limit] = True
    said[rule.limit - table > rule.deadband] = False
    holds = said.ffill().fillna(value=False).astype(bool)
    before = holds.shift(fill_value=False)
    starts = [NOON + row * STEP for row in holds.index[holds & ~before]]
    ends: list[datetime | None] = [NOON + row * STEP for row in holds.index[~holds & before]]
    return list(zip(starts, [*ends, None], strict=False))


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded longwall is not beside the project")
@pytest.mark.parametrize("rule", MSHA, ids=lambda rule: rule.name)
@pytest.mark.parametrize("head", HEADS)
def test_the_alarm_times_of_the_msha_pack_are_those_of_pandas(head: str, rule: ThresholdRule) -> None:
    table = pd.read_csv(RECORDED).set_index("row")[head]
    readings: list[Reading] = [
        a_reading({"ch4": value}, seq=row, at=NOON + row * STEP)
        for row, value in zip(table.index.tolist(), table.tolist(), strict=True)
    ]

    found = [(each.start, each.end) for each in episodes([rule], readings, known(rule))]

    assert found == by_pandas(table, rule)
