"""What lets studies outlive their workers: the machine, the container, and what they are given."""

from __future__ import annotations

import json
import re

from typer.testing import CliRunner

from blueprint import ROOT, resources
from spotter.cli.main import commands
from spotter.errors import Unavailable

MACHINE = json.loads((ROOT / "infra" / "workflows" / "study.asl.json").read_text())


def test_the_study_machine_knows_exactly_the_functions_that_it_is_given() -> None:
    machine = resources(ROOT / "template.yaml", "AWS::Serverless::StateMachine")["StudyMachine"]["Properties"]
    given = machine["DefinitionSubstitutions"]
    invoked = [each["LambdaInvokePolicy"]["FunctionName"]["Ref"] for each in machine["Policies"]]

    assert set(re.findall(r"\$\{(\w+)\}", json.dumps(MACHINE))) == set(given)
    assert [each["Fn::GetAtt"].removesuffix(".Arn") for each in given.values()] == invoked


def test_what_a_study_has_fitted_is_judged_by_what_its_dataset_was_asked_for() -> None:
    states = MACHINE["States"]
    handed = {"request.$": "$.fitted.request", "candidate.$": "$.fitted.candidate"}

    assert (states["Fit"]["ResultPath"], states["Fit"]["Next"]) == ("$.fitted", "Validate")
    assert [states[name]["Parameters"] for name in ("Validate", "Promote")] == [handed, handed]
    assert states["Promoted?"]["Default"] == "Rejected"


def test_a_slice_of_a_study_that_dies_does_not_end_the_study() -> None:
    states = MACHINE["States"]["Work"]["ItemProcessor"]["States"]

    assert states["Slice"]["Catch"][0]["Next"] == "Killed"
    assert states["Killed"]["End"]
    assert states["Killed"]["Result"]["left"] > 0
    assert MACHINE["States"]["Left?"]["Default"] == "Wait"
    assert MACHINE["States"]["Wait"]["Next"] == "Work"


def test_a_container_works_on_studies_by_a_command_that_exists() -> None:
    jobs = resources(ROOT / "infra" / "batch.yaml", "AWS::Batch::JobDefinition")
    words = jobs["Worker"]["Properties"]["ContainerProperties"]["Command"]
    asked = [re.sub("^Ref::.*", "1h", word) for word in words[1:]]
    environment = {"STUDY_STORE": "/dev/null/no-store", "LAKE_BUCKET": "lake"}

    said = CliRunner().invoke(commands, asked, env=environment)

    assert words[0] == "spotter"
    assert isinstance(said.exception, Unavailable)
