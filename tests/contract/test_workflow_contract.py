"""What every implementation of the Workflow port keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from contract.places import a_machine, eventually
from spotter.adapters.aws.workflow import SfnWorkflow
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.errors import Conflict, NotFound
from spotter.ports.workflows import Workflow

FINE, BAD = '{"fail":false}', '{"fail":true}'


class Bench(NamedTuple):
    """A workflow that gives its input back or fails as told, and a wait for the end of a run."""

    workflow: Workflow
    end: Callable[[str], None]


@pytest.fixture
def bench(place: str) -> Iterator[Bench]:
    if place == "memory":
        memory = MemoryWorkflow()
        yield Bench(memory, lambda name: _carry_out(memory, name))
        return
    with a_machine() as (client, arn):
        workflow = SfnWorkflow(client, arn)
        yield Bench(workflow, lambda name: eventually(lambda: workflow.describe(name).status != "RUNNING"))


def test_a_run_that_succeeds_gives_its_output(bench: Bench) -> None:
    bench.workflow.start(name="t-1", payload=FINE)
    bench.end("t-1")

    run = bench.workflow.describe("t-1")

    assert (run.name, run.status, run.output.replace(" ", ""), run.cause) == ("t-1", "SUCCEEDED", FINE, "")


def test_a_run_that_fails_tells_its_cause(bench: Bench) -> None:
    bench.workflow.start(name="t-1", payload=BAD)
    bench.end("t-1")

    run = bench.workflow.describe("t-1")

    assert (run.status, run.output, run.cause) == ("FAILED", "", "it was told to")


def test_starting_the_same_run_again_is_harmless_even_when_it_has_ended(bench: Bench) -> None:
    bench.workflow.start(name="t-1", payload=FINE)
    bench.workflow.start(name="t-1", payload=FINE)
    bench.end("t-1")

    bench.workflow.start(name="t-1", payload=FINE)

    assert bench.workflow.describe("t-1").status == "SUCCEEDED"


def test_a_name_taken_by_another_payload_is_a_conflict(bench: Bench) -> None:
    bench.workflow.start(name="t-1", payload=FINE)

    with pytest.raises(Conflict):
        bench.workflow.start(name="t-1", payload=BAD)


def test_a_run_never_started_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound, match="t-none"):
        bench.workflow.describe("t-none")


def _carry_out(memory: MemoryWorkflow, name: str) -> None:
    payload = memory.payloads[name]
    if payload == BAD:
        memory.finish(name, "FAILED", cause="it was told to")
    else:
        memory.finish(name, "SUCCEEDED", output=payload)
