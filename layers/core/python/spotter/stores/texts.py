"""Model texts in the lake, each with its card beside it; read back only when the digest matches."""

from __future__ import annotations

import hashlib

import msgspec

from spotter.contracts.evidence import Evidence
from spotter.contracts.learning import Candidate, ModelCard
from spotter.contracts.names import ModelName, Tenant
from spotter.errors import Corrupt
from spotter.ports.objects import Objects


def digest(text: str) -> str:
    """Compute the digest that a model text goes by."""
    return hashlib.sha256(text.encode()).hexdigest()


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
        key = f"{candidate.text_key.rpartition('/')[0]}/evidence.json"
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
