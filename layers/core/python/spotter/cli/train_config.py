"""`spotter train --config`: one file instead of options, checked before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from spotter.cli.asked import Asked
from spotter.cli.files import mapping_of
from spotter.contracts.training_config import TrainingConfig
from spotter.domain.algorithms import ANOMALY, TRAITS
from spotter.errors import Invalid, NotFound

NEEDED = ("data", "label", "out")
WITHOUT_LABEL = tuple(name for name, traits in TRAITS.items() if ANOMALY in traits.tasks)


def settled(*, config: Path | None, **options: Any) -> Asked:  # noqa: ANN401 - options by their names
    """Take what was asked from the options, or from the configuration alone.

    Raises:
        Invalid: something is missing, said twice, or not what the schema wants.
    """
    if config is None:
        if options["label"] is None and options["algorithm"] in WITHOUT_LABEL:
            options["label"] = ""
        missing = [f"--{name}" for name in NEEDED if options[name] is None]
        if missing:
            said = f"say {', '.join(missing)}, or everything in a file: --config FILE"
            none = f"; without a label: --algorithm {' or '.join(WITHOUT_LABEL)}"
            raise Invalid(said + (none if "--label" in missing else ""))
        return Asked(**options)
    twice = [f"--{name}" for name in NEEDED if options[name] is not None]
    if twice:
        raise Invalid(f"{', '.join(twice)} stands in the configuration; leave it out beside --config")
    return _asked(config_in(config), config.parent, as_json=options["as_json"])


def config_in(file: Path) -> TrainingConfig:
    """Read a configuration, JSON or YAML, and check it.

    Raises:
        NotFound: there is no such file.
        Invalid: it is not what the schema wants; the sentence says where.
    """
    from spotter.learning.steps.gates import expect_known

    try:
        config = msgspec.convert(mapping_of(file), TrainingConfig)
    except msgspec.ValidationError as err:
        raise Invalid(f"{file}: {err}; spotter model config-schema says what may stand there") from err
    if config.budget.seconds is None and config.budget.trials is None:
        raise Invalid(f"{file}: a budget needs seconds, trials, or both - at `$.budget`")
    expect_known(config.gates)
    if config.inputs.label is None and config.algorithm not in WITHOUT_LABEL:
        needless = ", ".join(WITHOUT_LABEL)
        raise Invalid(
            f"{file}: {config.algorithm} needs a label - at `$.inputs.label`; these do not: {needless}"
        )
    for named in filter(None, (config.data, config.recipe)):
        if not (file.parent / named).is_file():
            raise NotFound("file", str(file.parent / named))
    return config


def schema() -> dict[str, Any]:
    """Give the JSON Schema of configurations."""
    return msgspec.json.schema(TrainingConfig)


def _asked(config: TrainingConfig, folder: Path, *, as_json: bool) -> Asked:
    inputs, outputs, budget = config.inputs, config.outputs, config.budget
    return Asked(
        data=folder / config.data,
        label=inputs.label or "",
        out=folder / outputs.model,
        group=inputs.group,
        time=inputs.time,
        drop=",".join(inputs.drop),
        role=[f"{name}={role}" for name, role in inputs.roles.items()],
        exclude_leaks=inputs.exclude_leaks,
        monotone=[f"{name}={sign}" for name, sign in inputs.monotone.items()],
        algorithm=config.algorithm,
        metric=config.metric,
        budget=None if budget.seconds is None else f"{budget.seconds:f}",
        trials=budget.trials,
        holdout=config.holdout,
        false_alarms=config.false_alarms_per_1000,
        seed=config.seed,
        threads=config.threads,
        memory=None if budget.memory_mb is None else f"{budget.memory_mb:.0f}MB",
        most_size=None if config.limits.size_kb is None else f"{config.limits.size_kb:f}kB",
        most_row_us=config.limits.row_us,
        recipe=_beside(folder, config.recipe),
        evidence=outputs.evidence,
        previous=config.previous,
        script=_beside(folder, outputs.script),
        notebook=_beside(folder, outputs.notebook),
        pages=outputs.pages,
        mlflow=_beside(folder, outputs.mlflow),
        gates=config.gates,
        as_json=as_json,
    )


def _beside(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / name
