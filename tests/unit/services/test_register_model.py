"""A network of time that was made elsewhere is registered, judged, live, and warns of danger it never saw."""

from __future__ import annotations

import gzip

import msgspec
import pytest

from builders.learning import MODEL, PROFILE, SITE, TENANT, Workshop, a_card, a_request, a_stream
from builders.networks import a_network_text
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.adapters.native.models import load_model
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.learning import DatasetVersion, ModelCard
from spotter.errors import Corrupt, Invalid, NotFound
from spotter.services.promote_candidate import promote_candidate
from spotter.services.register_model import RegisterModel


class Place:
    """A site with a training set, and everything between a text and a live model."""

    def __init__(self) -> None:
        self.workshop, self.judging = Workshop(), MemoryWorkflow()
        self.workshop.record_falls("band-1", "band-2", "band-3", "band-4")
        self.dataset: DatasetVersion = self.workshop.extract(a_request(false_alarms_per_device_hour=60.0))
        shop = self.workshop
        self.register = RegisterModel(shop.models, shop.texts, shop.objects, self.judging, shop.clock)

    def registered(self, text: str, card: ModelCard) -> str:
        return self.register(TENANT, MODEL, self.dataset.version, text, card).version


TEXT = a_network_text(3)


@pytest.fixture
def place() -> Place:
    return Place()


def test_it_is_judged_by_the_live_scorer_goes_live_and_advises(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = place.workshop
    monkeypatch.setitem(shop.boosters, TEXT, load_model(TEXT))

    version = place.registered(TEXT, a_card(TEXT))
    (payload,) = map(msgspec.json.decode, place.judging.payloads.values())
    verdict = shop.validate(TENANT, MODEL, payload["candidate"]["version"])
    promote_candidate(shop.models, shop.clock, tenant=TENANT, model=MODEL, version=version)
    shop.score({"m-1": a_stream([1.0, 1.1] * 10 + [6.0, 7.0] * 3, device="band-9")})

    assert [check.sentence for check in verdict.checks if not check.passed] == []
    assert {one.version for one in shop.log.scan(TENANT, SITE)} == {version}
    assert ConditionActive in {type(signal) for signal in shop.signals()}
    assert shop.models.champion(TENANT, SITE, PROFILE, MODEL) is not None


def test_the_rows_to_learn_from_are_linked_without_those_that_judge(place: Place) -> None:
    (linked,) = place.register.rows(TENANT, MODEL, place.dataset.version)

    key = linked.url.removeprefix("memory:").partition("?")[0]
    lines = gzip.decompress(place.workshop.objects.get(key)).decode().splitlines()
    devices = {line.split(",")[0] for line in lines[1:]}
    assert lines[0].startswith("device,at,")
    assert devices == set(place.dataset.devices) - set(place.dataset.holdout_devices)


@pytest.mark.parametrize(
    ("changes", "text", "sentence"),
    [
        ({"sha256": "0" * 64}, TEXT, "of another text"),
        ({"task": "regression"}, TEXT, "the card says regression"),
        ({"features": ("a", "b", "c")}, TEXT, "not those of the training set"),
        ({"threshold": None}, TEXT, "draws no line"),
        ({}, "tree\nversion=v4", "trees are trained here"),
    ],
)
def test_what_does_not_belong_together_is_refused_and_nothing_is_kept(
    place: Place, changes: dict[str, object], text: str, sentence: str
) -> None:
    card = msgspec.structs.replace(a_card(text), **changes)

    with pytest.raises(Invalid, match=sentence):
        place.registered(text, card)

    assert list(place.workshop.models.candidates(TENANT, MODEL)) == []
    assert place.judging.payloads == {}


def test_a_text_that_is_no_model_and_a_set_that_is_not_there_are_said(place: Place) -> None:
    with pytest.raises(Corrupt):
        place.registered('{"format":"spotter-sequence/1"}', a_card('{"format":"spotter-sequence/1"}'))
    with pytest.raises(NotFound):
        place.register(TENANT, MODEL, "f" * 16, TEXT, a_card(TEXT))
