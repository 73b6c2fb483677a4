"""Puts functions/compact together."""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

from spotter.adapters.clock import system_clock
from spotter.ports.records import Records
from spotter.services.compact_readings import CompactReadings
from spotter.services.query_readings import QueryReadings
from spotter.services.reckon_exposure import ReckonExposure
from spotter.services.rules_in_force import RulesInForce
from spotter.services.settle_days import SettleDays
from spotter.services.settle_trust import SettleTrust
from spotter.settings import CompactSettings
from spotter.stores.assignments import Assignments
from spotter.stores.days import Days
from spotter.stores.episodes import Episodes
from spotter.stores.exposures import Exposures
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails


class Compacting(NamedTuple):
    """What functions/compact does: compact readings, renew and settle what is made of them."""

    compact: CompactReadings
    reckon: ReckonExposure
    settle: SettleDays


@cache
def compose() -> Compacting:
    """Connect to what the environment names; once a process, when the first run needs it.

    DuckDB and the cloud's SDK are imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.queue import SqsQueue
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.parquet.rows import ParquetRows

    settings, dynamodb = CompactSettings.read(os.environ), client("dynamodb")
    lake, registered = (
        S3Objects(client("s3"), settings.lake_bucket),
        DynamoRecords(dynamodb, settings.registry_table),
    )
    archived = DynamoRecords(dynamodb, settings.archive_table)
    raw, days, rows, registry = RawReadings(lake), Days(lake, archived), ParquetRows(), Registry(registered)
    trails = Trails(DynamoRecords(dynamodb, settings.trails_table))
    trust = SettleTrust(registry=registry, trails=trails, days=days, clock=system_clock)
    rules = RulesInForce(RuleSets(registered), system_clock)
    return Compacting(
        CompactReadings(raw=raw, days=days, rows=rows, trust=trust, clock=system_clock),
        _reckon(registered, archived, QueryReadings(raw=raw, days=days, rows=rows), rules),
        SettleDays(
            registry=registry,
            days=days,
            rows=rows,
            rules=rules,
            episodes=Episodes(lake, archived),
            alarms=SqsQueue(client("sqs"), settings.alarms_queue_url),
            clock=system_clock,
        ),
    )


def _reckon(
    registered: Records, archived: Records, query: QueryReadings, rules: RulesInForce
) -> ReckonExposure:
    return ReckonExposure(
        query=query,
        assignments=Assignments(registered),
        registry=Registry(registered),
        rules=rules,
        exposures=Exposures(archived),
        clock=system_clock,
    )
