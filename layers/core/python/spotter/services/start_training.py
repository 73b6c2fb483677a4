"""Ask for a model: start the run that extracts, trains, validates and promotes."""

from __future__ import annotations

import msgspec

from spotter.contracts.labels import MarkedLabel
from spotter.contracts.learning import TrainingRequest
from spotter.contracts.training_runs import TrainingRun
from spotter.domain.catalogue.made_runs import RUNNING, Ended, entry_of_training
from spotter.domain.recipes.sentences import not_live
from spotter.domain.requests import refuse_unlearnable
from spotter.domain.trainings import training_name
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.ports.workflows import Workflow
from spotter.services.note_things import note
from spotter.stores.models import Models
from spotter.stores.registry import Registry


def start_training(
    trainings: Workflow,
    registry: Registry,
    models: Models,
    clock: Clock,
    request: TrainingRequest,
    *,
    by: str,
) -> str:
    """Start a training and give its name; the same request again within a minute is the same training.

    Everything that can be known to fail is refused here, where the person who asks can still be told.

    Raises:
        NotFound: there is no such site, profile or recipe.
        Invalid: the request cannot be learned from.
    """
    registry.site(request.tenant, request.site)
    refuse_unlearnable(request, registry.profile(request.tenant, request.profile))
    _expect_marks(models, request)
    request = _with_recipe(models, request)
    now = clock()
    run = TrainingRun(request.tenant, training_name(request, at=now), request, by, now)
    models.add_run(run)
    trainings.start(name=run.name, payload=msgspec.json.encode({"request": request}).decode())
    note(models.catalogue, entry_of_training(run, Ended(RUNNING)))
    return run.name


def _with_recipe(models: Models, request: TrainingRequest) -> TrainingRequest:
    """Pin the version of the recipe, and refuse one that could never score live."""
    if request.recipe is None:
        return request
    version = models.recipes.named(request.tenant, request.recipe)
    reasons = not_live(version.recipe)
    if reasons:
        raise Invalid(f"recipe {version.label}: {reasons[0]}", field="recipe", recipe=version.label)
    return msgspec.structs.replace(request, recipe=version.label)


def _expect_marks(models: Models, request: TrainingRequest) -> None:
    if not isinstance(request.label, MarkedLabel):
        return
    if models.intervals(request.tenant, request.site, request.label.label) is None:
        sentence = f"nobody has marked {request.label.label} at {request.site}; mark intervals first"
        raise Invalid(sentence, field="label.label", label=request.label.label)
