"""A workflow in Step Functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.errors import Conflict, NotFound
from spotter.ports.workflows import Run, Workflow

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef


class SfnWorkflow:
    """A standard state machine; its execution names make a start idempotent."""

    def __init__(self, client: SFNClient, machine_arn: str) -> None:
        self._client = client
        self._machine_arn = machine_arn

    def start(self, *, name: str, payload: str) -> None:
        """Start a run under a name, or raise Conflict when it is taken by another payload.

        The service refuses the name of a finished run whatever the payload, so the payload is compared here.
        """
        taken = Conflict("run", name, expected=None)
        try:
            with as_ours({"ExecutionAlreadyExists": taken}):
                self._client.start_execution(stateMachineArn=self._machine_arn, name=name, input=payload)
        except Conflict:
            if self._execution(name).get("input") != payload:
                raise

    def describe(self, name: str) -> Run:
        """Tell how a run stands, or raise NotFound."""
        found = self._execution(name)
        output = found.get("output", "") if found["status"] == "SUCCEEDED" else ""
        return Run(name, found["status"], output, found.get("cause", ""))

    def _execution(self, name: str) -> DescribeExecutionOutputTypeDef:
        arn = f"{self._machine_arn.replace(':stateMachine:', ':execution:')}:{name}"
        with as_ours({"ExecutionDoesNotExist": NotFound("run", name)}):
            return self._client.describe_execution(executionArn=arn)


if TYPE_CHECKING:
    _port: type[Workflow] = SfnWorkflow
