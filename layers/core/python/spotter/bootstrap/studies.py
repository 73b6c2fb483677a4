"""Puts together what works on studies: the file or table that holds them, and the rows they are about."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.adapters.sqlite.records import SqliteRecords
from spotter.ports.records import Records
from spotter.services.study_rows import StudyRows
from spotter.services.work_on_study import WorkOnStudy
from spotter.settings import TrainSettings
from spotter.stores.datasets import Datasets
from spotter.stores.models import Models

TABLE = "dynamodb:"
"""How the name of a store begins that is a table and not a file."""


def records_of(store: str) -> Records:
    """Open the records that hold studies: `dynamodb:TABLE` or a file."""
    if store.startswith(TABLE):
        return DynamoRecords(client("dynamodb"), store.removeprefix(TABLE))
    return SqliteRecords(Path(store))


def worker(store: str, bucket: str | None, *, threads: int) -> WorkOnStudy:
    """Put a worker together; with a bucket it also works on dataset versions."""
    from spotter.learning.files import read_table

    records = records_of(store)
    lake = None if bucket is None else (Models(records), Datasets(S3Objects(client("s3"), bucket)))
    rows = StudyRows(read=read_table, lake=lake, threads=threads)
    return WorkOnStudy(records=records, rows=rows, clock=system_clock, owner=_owner())


@cache
def compose_work(*, threads: int) -> WorkOnStudy:
    """Connect to what the function's environment names; once a process, when the first slice needs it."""
    settings = TrainSettings.read(os.environ)
    records = DynamoRecords(client("dynamodb"), settings.models_table)
    lake = Models(records), Datasets(S3Objects(client("s3"), settings.lake_bucket))
    rows = StudyRows(lake=lake, threads=threads)
    return WorkOnStudy(records=records, rows=rows, clock=system_clock, owner=_owner())


def _owner() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"
