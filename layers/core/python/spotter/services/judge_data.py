"""Judge the data of a candidate: what it learned from, and what it would be served with."""

from __future__ import annotations

from collections.abc import Iterator

from spotter.contracts.datasets import Dataset, Version
from spotter.contracts.learning import Check, TrainingRequest
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions


class JudgeData:
    """The use case with the stores that it reads; it looks at results and at no data."""

    def __init__(self, versions: DatasetVersions, checks: Checks) -> None:
        self._versions = versions
        self._checks = checks

    def __call__(self, request: TrainingRequest) -> tuple[Check, ...]:
        """Say for each version in question whether it is as the schema in force says.

        These are the version that the request names, and the newest that was extracted of each dataset of
        the same kind of device at the same site: that is what the model will see. Without a schema nothing
        is asked.
        """
        asked: dict[tuple[str, Version], Check] = {}
        for dataset in self._versions.datasets(request.tenant):
            schema = self._checks.schema(request.tenant, dataset.name)
            if schema is None:
                continue
            for kind, version in self._in_question(request, dataset):
                known = asked.get((dataset.name, version))
                asked[dataset.name, version] = known or self._check(kind, dataset, version)
        return tuple(asked.values())

    def _in_question(self, request: TrainingRequest, dataset: Dataset) -> Iterator[tuple[str, Version]]:
        frozen = request.dataset
        if frozen is not None and frozen.name == dataset.name:
            yield "data_learned_from", frozen.version
        definition = dataset.definition
        if definition and definition.profile == request.profile and request.site in definition.sites:
            there = [
                entry.version
                for entry in self._versions.entries(dataset.tenant, dataset.name)
                if entry.deleted is None and entry.asked
            ]
            yield from (("data_served_with", version) for version in there[-1:])

    def _check(self, kind: str, dataset: Dataset, version: Version) -> Check:
        called = f"{dataset.name}@{version}"
        stored = self._checks.by_schema(dataset.tenant, dataset.name, version)
        if stored is None:
            sentence = f"{called} was not held against the schema in force: spotter dataset validate {called}"
            return Check(kind, passed=False, measured=1.0, limit=0.0, sentence=sentence)
        entry = stored.document
        found, ways = float(entry.findings), "way" if entry.findings == 1 else "ways"
        if entry.waiver is not None:
            told = (
                f"{called} differs from its schema in {entry.findings} {ways}, let pass by {entry.waiver.by}"
            )
            return Check(kind, passed=True, measured=found, limit=0.0, sentence=f"{told}: {entry.waiver.why}")
        if entry.findings:
            first = self._checks.report(entry).findings[0].sentence
            told = f"{called} is not as its schema says in {entry.findings} {ways}: {first}"
            sentence = f"{told}; see `spotter dataset validate {called}`"
            return Check(kind, passed=False, measured=found, limit=0.0, sentence=sentence)
        return Check(kind, passed=True, measured=0.0, limit=0.0, sentence=f"{called} is as its schema says")
