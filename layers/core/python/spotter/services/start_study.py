"""Begin a study of a frozen training set, and set workers on it."""

from __future__ import annotations

import hashlib

import msgspec

from spotter.contracts.names import slug
from spotter.contracts.studies import RowsOfDataset, Study
from spotter.ports.clock import Clock
from spotter.ports.workflows import Workflow
from spotter.services.show_study import ShownStudy, show_study
from spotter.stores.models import Models
from spotter.stores.studies import Studies


def start_study(
    studies: Studies, models: Models, runs: Workflow, clock: Clock, study: Study, *, workers: int
) -> ShownStudy:
    """Begin a study and give how it stands; the same study again sets workers on what is left of it.

    Within a minute the same workers are set on it once.

    Raises:
        NotFound: there is no such dataset version.
        Invalid: its name is none.
        Conflict: the name is taken by a study of something else.
    """
    slug(study.name, field="study")
    if isinstance(study.rows, RowsOfDataset):
        models.dataset(study.tenant, study.rows.model, study.rows.version)
    studies.add(study)
    owner = hashlib.sha256(f"{study.tenant}/{study.name}".encode()).hexdigest()[:24]
    asked = {"tenant": study.tenant, "study": study.name, "workers": list(range(workers))}
    runs.start(name=f"{owner}-{clock():%Y%m%dT%H%M}", payload=msgspec.json.encode(asked).decode())
    return show_study(studies, study.tenant, study.name)
