"""Rollouts by IoT Jobs: one job for one thing; the thing asks for it over MQTT when it is online."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.contracts.names import ThingName
from spotter.errors import Conflict, NotFound
from spotter.ports.rollouts import Rollout, Rollouts

if TYPE_CHECKING:
    from mypy_boto3_iot import IoTClient


class IotRollouts:
    """Orders as jobs, whose name is the order's."""

    def __init__(self, client: IoTClient) -> None:
        self._client = client

    def order(self, thing: ThingName, *, job: str, document: str) -> None:
        """Order an update; a job of that name is taken for this one if it says the same to the same."""
        gone = NotFound("thing", thing)
        with as_ours({"ResourceNotFoundException": gone}):
            arn = self._client.describe_thing(thingName=thing)["thingArn"]
        taken = Conflict("job", job, expected=None)
        held = self._held(job)
        if held is None:
            with as_ours({"ResourceAlreadyExistsException": taken}):
                self._client.create_job(jobId=job, targets=[arn], document=document)
        elif held != (document, [arn]):
            raise taken

    def state(self, thing: ThingName, *, job: str) -> Rollout:
        """Tell how an order stands."""
        with as_ours({"ResourceNotFoundException": NotFound("job", job)}):
            found = self._client.describe_job_execution(jobId=job, thingName=thing)["execution"]
        details = found.get("statusDetails", {}).get("detailsMap", {})
        return Rollout(found["status"], details.get("reason", ""))

    def _held(self, job: str) -> tuple[str, list[str]] | None:
        """Give the document and the targets of a job; None when there is none of that name."""
        try:
            with as_ours({"ResourceNotFoundException": NotFound("job", job)}):
                targets = self._client.describe_job(jobId=job)["job"]["targets"]
                document = self._client.get_job_document(jobId=job)["document"]
        except NotFound:
            return None
        return document, targets


if TYPE_CHECKING:
    _port: type[Rollouts] = IotRollouts
