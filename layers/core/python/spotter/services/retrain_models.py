"""Let models learn anew from a version whose values have moved away from what they learned from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from spotter.contracts.datasets import DatasetManifest, Version
from spotter.contracts.learning import FrozenData, TrainingRequest
from spotter.contracts.names import DatasetName, Tenant
from spotter.domain.trainings import retraining_name
from spotter.errors import Conflict, NotFound
from spotter.ports.workflows import Workflow
from spotter.stores.models import Models


class Learner(NamedTuple):
    """A live model, what was asked for when it was made, and the version that it learned from."""

    request: TrainingRequest
    learned_from: Version


class RetrainModels:
    """The use case with the models that it looks at and the machine that it starts."""

    def __init__(self, models: Models, trainings: Workflow) -> None:
        self._models = models
        self._trainings = trainings

    def learners(self, tenant: Tenant, dataset: DatasetName) -> Iterator[Learner]:
        """Find the live models that learned from a version of a dataset."""
        for champion in self._models.champions(tenant):
            try:
                candidate = self._models.candidate(tenant, champion.model, champion.version)
                request = self._models.dataset(tenant, champion.model, candidate.dataset).request
            except NotFound:
                continue
            if request.dataset is not None and request.dataset.name == dataset:
                yield Learner(request, request.dataset.version)

    def __call__(self, manifest: DatasetManifest, *, since: Version) -> tuple[str, ...]:
        """Start a training of each live model that learned from `since`, and name the runs.

        A run is named by the model and the two versions, so that it is started once, whoever asks how often.
        """
        if since == manifest.version:
            return ()
        learners = self.learners(manifest.tenant, manifest.dataset)
        return tuple(self._start(each, manifest) for each in learners if each.learned_from == since)

    def _start(self, learner: Learner, manifest: DatasetManifest) -> str:
        span = manifest.definition or learner.request
        request = msgspec.structs.replace(
            learner.request,
            dataset=FrozenData(manifest.dataset, manifest.version),
            since=span.since,
            until=span.until,
        )
        name = retraining_name(request, since=learner.learned_from)
        try:
            self._trainings.start(name=name, payload=msgspec.json.encode({"request": request}).decode())
        except Conflict:
            return name
        return name
