"""A data desk on memory: datasets, recipes, labels, models and runs, and the catalogue that knows them."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from builders.archive import a_reading, an_archive
from builders.datasets import Datasets, datasets_on
from builders.learning import (
    LATER,
    MODEL,
    SITE,
    TENANT,
    Workshop,
    a_request,
    a_window,
    high_last_value,
)
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.adapters.roaring.finder import RoaringFinder
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.names import ProfileName, RecipeName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.recipes import Recipe
from spotter.contracts.rule_sets import RuleChoice
from spotter.contracts.sites import Site
from spotter.contracts.steps import FillMean
from spotter.contracts.studies import RowsOfDataset, Study
from spotter.services.choose_rules import choose_rules
from spotter.services.define_features import define_features
from spotter.services.find_things import Kept
from spotter.services.promote_candidate import promote_candidate
from spotter.services.put_recipe import put_recipe
from spotter.services.search_catalogue import SearchCatalogue
from spotter.services.start_training import start_training
from spotter.services.sweep_things import SweepThings, Swept
from spotter.stores.catalogue import Catalogue
from spotter.stores.catalogue_index import SavedIndexes
from spotter.stores.studies import Studies


class Desk(NamedTuple):
    """What is made, by whom, and what knows of it."""

    workshop: Workshop
    datasets: Datasets
    trainings: MemoryWorkflow
    catalogue: Catalogue
    kept: Kept
    search: SearchCatalogue

    def found(self, text: str) -> list[str]:
        """Find things, by id."""
        return sorted(entry.id for entry in self.search(TENANT, text, limit=100).entries)

    def swept(self) -> Swept:
        """Sweep everything."""
        sweep = SweepThings(self.catalogue, self.kept, self.workshop.clock)
        return sweep(TENANT, until=LATER + timedelta(hours=1))

    def write_down(self) -> None:
        """Put a recipe and a feature set."""
        models, registry = self.workshop.models, self.workshop.registry
        recipe = Recipe((FillMean(),), about="Fill what is missing")
        put_recipe(models.recipes, self.catalogue, TENANT, RecipeName("fill"), recipe, actor="kim", now=LATER)
        profile = ProfileName("wrist")
        wanted = FeatureSet(TENANT, "motion", "How hands move", profile, a_window(), "kim", LATER)
        define_features(self.workshop.sets, registry, self.catalogue, wanted)

    def choose(self) -> None:
        """Choose rules, which nobody notes at once."""
        choose_rules(
            self.workshop.registry,
            TENANT,
            SITE,
            RuleChoice(("instrument-defaults",)),
            actor="olga",
            now=LATER,
        )

    def train(self) -> str:
        """Ask for a model, train, judge and promote it; give its version."""
        request = a_request(recipe="fill@1")
        shop = self.workshop
        start_training(self.trainings, shop.registry, shop.models, shop.clock, request, by="kim")
        made = shop.extract(request)
        candidate = shop.add_candidate(high_last_value, dataset=made.version, threshold=0.3)
        shop.validate(TENANT, MODEL, candidate.version)
        promote_candidate(shop.models, shop.clock, tenant=TENANT, model=MODEL, version=candidate.version)
        return candidate.version

    def study(self) -> None:
        """Begin a study of a training set."""
        rows = RowsOfDataset(MODEL, "none")
        self.kept.studies.add(Study(TENANT, "night", rows, trials=8, begun_at=LATER))


def a_desk() -> Desk:
    """Make a desk with a site, readings of bands and helmets, and nothing made of them."""
    workshop = Workshop()
    workshop.registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
    workshop.record_falls("band-1", "band-2", "band-3", "band-4")
    catalogue, trainings = workshop.models.catalogue, MemoryWorkflow()
    archive = an_archive()
    datasets = datasets_on(archive, catalogue=catalogue)
    stores = datasets.stores
    stores.registry.add_profile(
        Profile(TENANT, ProfileName("helmet"), 1, {"ch4": Channel(ChannelType.NUMBER, "%")})
    )
    datasets.archive.arrive([a_reading(seq, {"ch4": seq / 10}, device="helmet-7") for seq in range(20)])
    kept = Kept(
        models=workshop.models,
        studies=Studies(workshop.records),
        features=workshop.sets,
        registry=workshop.registry,
        versions=stores.versions,
        extractions=stores.extractions,
        trainings=trainings,
        freezes=MemoryWorkflow(),
        lake=workshop.objects,
    )
    search = SearchCatalogue(
        catalogue, SavedIndexes(MemoryObjects()), empty=RoaringFinder, restored=RoaringFinder.restored
    )
    return Desk(workshop, datasets, trainings, catalogue, kept, search)
