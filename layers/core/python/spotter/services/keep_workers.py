"""Keep what has to be known of workers, and forget it when it is to be forgotten."""

from __future__ import annotations

from spotter.contracts.names import Tenant, WorkerName
from spotter.contracts.workers import Worker
from spotter.domain.workers import checked_born
from spotter.errors import Conflict
from spotter.ports.clock import Clock
from spotter.stores.workers import Workers, worker_norms


def put_worker(
    workers: Workers, clock: Clock, tenant: Tenant, name: WorkerName, *, born: int, by: str
) -> Worker:
    """Record a worker's year of birth in place of what was recorded.

    Raises:
        Invalid: nobody of that year works now; `field` is `born`.
        Conflict: somebody else wrote in the same moment.
    """
    now = clock()
    checked_born(born, now, worker_norms())
    return _written(workers, Worker(tenant, name, born, by, now))


def erase_worker(workers: Workers, clock: Clock, tenant: Tenant, name: WorkerName, *, by: str) -> Worker:
    """Empty a worker's record; doing it again changes nothing but who did it last.

    Raises:
        NotFound: nothing was ever recorded.
        Conflict: somebody else wrote in the same moment.
    """
    workers.get(tenant, name)
    return _written(workers, Worker(tenant, name, None, by, clock(), erased=True))


def _written(workers: Workers, worker: Worker) -> Worker:
    stored = workers.find(worker.tenant, worker.name)
    expected = stored.version if stored else None
    try:
        return workers.put(worker, expected=expected).document
    except Conflict as err:
        remedy = "somebody else wrote it in the same moment: look at it and try again"
        raise Conflict("worker", worker.name, expected=expected, remedy=remedy) from err
