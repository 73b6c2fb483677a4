"""Register a model that was made elsewhere, and have it judged like any other."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.learning import Candidate, DatasetVersion, ModelCard
from spotter.contracts.names import ModelName, Tenant
from spotter.domain.algorithms import task_of
from spotter.domain.evaluators.plain_models import PlainModel, is_document
from spotter.domain.evaluators.sequence_models import SequenceModel, is_sequence
from spotter.domain.trainings import training_name
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.ports.links import Links
from spotter.ports.workflows import Workflow
from spotter.services.note_things import note_model
from spotter.services.show_evidence import LASTS_S, LinkedFile
from spotter.stores.models import Models
from spotter.stores.texts import ModelTexts, digest

VERSION_LENGTH = 12
LARGEST_TEXT = 4_000_000
"""Bytes; a call may bring six million, its escapes included."""


class Registered(NamedTuple):
    """The version that was made of a text, and the run that judges it."""

    version: str
    run: str


class RegisterModel:
    """The use case with the stores it writes and the machine that judges."""

    def __init__(
        self, models: Models, texts: ModelTexts, links: Links, judging: Workflow, clock: Clock
    ) -> None:
        self._models = models
        self._texts = texts
        self._links = links
        self._judging = judging
        self._clock = clock

    def __call__(
        self, tenant: Tenant, model: ModelName, dataset: str, text: str, card: ModelCard
    ) -> Registered:
        """Keep a model as a candidate and start its judgement; the same text again is the same version.

        Raises:
            NotFound: there is no such dataset version.
            Invalid: text, card and dataset do not belong together, or nothing here could score the text.
            Corrupt: the text is no model.
        """
        manifest = self._models.dataset(tenant, model, dataset)
        _expect_one(text, card, manifest)
        request = manifest.request
        card = msgspec.structs.replace(card, window=request.window, dataset=dataset)
        version = card.sha256[:VERSION_LENGTH]
        candidate = Candidate(
            tenant=tenant,
            model=model,
            version=version,
            dataset=dataset,
            site=request.site,
            profile=request.profile,
            text_key=self._texts.keep(tenant, model, version, text, card),
            card=card,
        )
        self._models.add_candidate(candidate)
        note_model(self._models, tenant, model, version)
        run = f"{training_name(request, at=self._clock())}-{version}"
        payload = {"request": request, "candidate": {"version": version}}
        self._judging.start(name=run, payload=msgspec.json.encode(payload).decode())
        return Registered(version, run)

    def rows(self, tenant: Tenant, model: ModelName, dataset: str) -> tuple[LinkedFile, ...]:
        """Link to the training rows of a dataset version, without what judges; or raise NotFound."""
        manifest = self._models.dataset(tenant, model, dataset)
        return tuple(
            LinkedFile(
                part.key.rpartition("/")[2],
                self._links.link(part.key, lasts_s=LASTS_S),
                part.sha256,
                LASTS_S,
            )
            for part in manifest.parts
            if part.role == "train"
        )


def _expect_one(text: str, card: ModelCard, manifest: DatasetVersion) -> None:
    """Look that card, text and training set belong together, before anything is kept."""
    size, task = len(text.encode()), task_of(manifest.request.label)
    refusals = {
        f"the text has {size} bytes; at most {LARGEST_TEXT} can be registered": size > LARGEST_TEXT,
        "the card is of another text: its digest differs": card.sha256 != digest(text),
        f"the label of the training set is {task}, the card says {card.task}": card.task != task,
        "the features are not those of the training set, in its order": card.features != manifest.features,
        "the card draws no line; train with an alarm budget": card.threshold is None,
        "only documents can be registered; trees are trained here": not is_document(text),
    }
    for sentence, is_so in refusals.items():
        if is_so:
            raise Invalid(sentence, field="text" if "text" in sentence else "card")
    _loaded(text)


def _loaded(text: str) -> None:
    """Make the model ready once, as live scoring will, or raise Corrupt."""
    SequenceModel(text) if is_sequence(text) else PlainModel(text)
