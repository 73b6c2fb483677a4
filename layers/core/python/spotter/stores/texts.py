"""Model texts in the lake, each with its card beside it; read back only when the digest matches."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from spotter.contracts.evidence import Evidence
from spotter.contracts.learning import Candidate, ModelCard
from spotter.contracts.names import ModelName, Tenant
from spotter.errors import Corrupt, NotFound
from spotter.ports.objects import Objects


def digest(text: str) -> str:
    """Compute the digest that a model text goes by."""
    return hashlib.sha256(text.encode()).hexdigest()


class KeptFile(NamedTuple):
    """A file of a version, under its name in a model folder."""

    name: str
    key: str
    sha256: str


class ModelTexts:
    """Texts under `models/tenant=<t>/model=<m>/<version>/model.txt`."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def keep(self, tenant: Tenant, model: ModelName, version: str, text: str, card: ModelCard) -> str:
        """Store a model text and its card, and give the key of the text."""
        folder = f"models/tenant={tenant}/model={model}/{version}"
        self._objects.put(f"{folder}/card.json", msgspec.json.format(msgspec.json.encode(card), indent=2))
        self._objects.put(f"{folder}/model.txt", text.encode())
        return f"{folder}/model.txt"

    def keep_evidence(self, candidate: Candidate, evidence: Evidence) -> str:
        """Store what stands behind a card beside it, and give its key."""
        key = _beside(candidate, "evidence.json")
        self._objects.put(key, msgspec.json.format(msgspec.json.encode(evidence), indent=2))
        return key

    def read(self, candidate: Candidate) -> str:
        """Read a model text.

        Raises:
            NotFound: there is none.
            Corrupt: it is not the text whose digest is on the card.
        """
        content = self._objects.get(candidate.text_key)
        if hashlib.sha256(content).hexdigest() != candidate.card.sha256:
            sentence = f"the text of {candidate.model} {candidate.version} is not what was written"
            raise Corrupt(sentence, key=candidate.text_key)
        return content.decode()

    def evidence(self, candidate: Candidate) -> Evidence | None:
        """Read what stands behind a card; None where nothing was gathered.

        Raises:
            Corrupt: it cannot be read, or is of another model.
        """
        try:
            content = self._objects.get(_beside(candidate, "evidence.json"))
        except NotFound:
            return None
        sentence = f"the evidence of {candidate.model} {candidate.version} cannot be read"
        try:
            evidence = msgspec.json.decode(content, type=Evidence)
        except msgspec.DecodeError as err:
            raise Corrupt(f"{sentence}: {err}", version=candidate.version) from err
        if evidence.model != candidate.card.sha256:
            raise Corrupt(f"{sentence}: it is of another model", version=candidate.version)
        return evidence

    def files(self, candidate: Candidate) -> tuple[KeptFile, ...]:
        """Name the files of a version: its text, its card, and its evidence where there is any."""
        found = [KeptFile("model.txt", candidate.text_key, candidate.card.sha256)]
        for name in ("card.json", "evidence.json"):
            key = _beside(candidate, name)
            try:
                content = self._objects.get(key)
            except NotFound:
                continue
            found.append(KeptFile(name, key, hashlib.sha256(content).hexdigest()))
        return tuple(found)


def _beside(candidate: Candidate, name: str) -> str:
    return f"{candidate.text_key.rpartition('/')[0]}/{name}"
