"""Where things are kept that the catalogue is to know, around a workshop."""

from __future__ import annotations

from builders.learning import Workshop
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.ports.records import Records
from spotter.ports.workflows import Workflow
from spotter.services.find_things import Kept
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.studies import Studies


def things_kept(
    workshop: Workshop,
    *,
    datasets: Records | None = None,
    trainings: Workflow | None = None,
    freezes: Workflow | None = None,
) -> Kept:
    """Say where the things of a workshop are kept; its datasets have records of their own."""
    own = datasets or MemoryRecords()
    return Kept(
        models=workshop.models,
        studies=Studies(workshop.records),
        features=workshop.sets,
        registry=workshop.registry,
        versions=DatasetVersions(workshop.objects, own),
        extractions=Extractions(workshop.objects, own),
        trainings=trainings or MemoryWorkflow(),
        freezes=freezes or MemoryWorkflow(),
        lake=workshop.objects,
    )
