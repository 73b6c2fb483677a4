"""The machine that makes and checks versions: whom it may call, and what a failed check may not undo."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from blueprint import ROOT, resources

MACHINE = json.loads((ROOT / "infra" / "workflows" / "extraction.asl.json").read_text())
STATES: dict[str, dict[str, Any]] = MACHINE["States"]


def following(state: dict[str, Any]) -> Iterator[str]:
    """Name the states that may come after one."""
    yield from (state[field] for field in ("Next", "Default") if field in state)
    yield from (each["Next"] for each in (*state.get("Choices", ()), *state.get("Catch", ())))


def test_it_knows_exactly_the_functions_that_it_is_given_and_may_call() -> None:
    machine = resources(ROOT / "template.yaml", "AWS::Serverless::StateMachine")["ExtractionMachine"]
    given = machine["Properties"]["DefinitionSubstitutions"]
    called = [each["LambdaInvokePolicy"]["FunctionName"]["Ref"] for each in machine["Properties"]["Policies"]]

    assert set(re.findall(r"\$\{(\w+)\}", json.dumps(MACHINE))) == set(given)
    assert sorted(each["Fn::GetAtt"].removesuffix(".Arn") for each in given.values()) == sorted(called)


def test_every_state_is_reached_and_leads_somewhere() -> None:
    reached, waiting = set[str](), [MACHINE["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += following(STATES[name])

    assert reached == set(STATES)


def test_a_version_stays_made_whatever_becomes_of_its_check_and_a_check_that_was_asked_for_may_fail() -> None:
    assert STATES["CheckMade"]["Catch"][0]["Next"] == "Done"
    assert STATES["Check"]["Catch"][0]["Next"] == "Failed"
    assert STATES["Freeze"]["Catch"][0]["Next"] == "Failed"


def test_only_the_check_may_start_trainings_beside_the_console() -> None:
    functions = resources(ROOT / "template.yaml", "AWS::Serverless::Function")
    starters = {
        name
        for name, each in functions.items()
        for policy in each["Properties"]["Policies"]
        if policy.get("StepFunctionsExecutionPolicy", {}).get("StateMachineName")
        == {"Fn::GetAtt": "TrainingMachine.Name"}
    }

    assert starters == {"Check", "Console"}
