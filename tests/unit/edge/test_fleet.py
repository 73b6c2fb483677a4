"""Many devices behind several gateways: through an outage none is lost, and what is urgent comes first.

`python -m tests.bench fleet_of_gateways` runs 1,000 devices behind 10.
"""

from __future__ import annotations

from pathlib import Path

from builders.gateway_fleet import Fleet, Outcome, outcome


def test_through_an_outage_of_the_cloud_nothing_is_lost_and_events_come_first(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, gateways=3, devices=60)
    fleet.run(4)
    fleet.cloud.is_up = False
    fleet.run(12)
    mended, ended_s = len(fleet.cloud.arrived), fleet.clock.seconds
    fleet.cloud.is_up = True
    fleet.run(3)

    fleet.settle()

    assert len(fleet.heard) == 60 * 19
    assert outcome(fleet, mended=mended, ended_s=ended_s) == Outcome(lost=0, repeated=0, overtaken=[])
    assert any(each.lane == "events" for each in fleet.cloud.arrived[mended:])
    fleet.close()
