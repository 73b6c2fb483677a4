"""Things in IoT Core: an entry in its registry, X.509 certificates, and one policy for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.adapters.limits import check_request
from spotter.contracts.devices import Identity
from spotter.contracts.names import ThingName
from spotter.errors import Conflict, Invalid, NotFound
from spotter.ports.things import Things

if TYPE_CHECKING:
    from mypy_boto3_iot import IoTClient


class IotThings:
    """Things; the policy limits each to topics under its own name by policy variables."""

    def __init__(self, client: IoTClient, policy_name: str) -> None:
        self._client = client
        self._policy_name = policy_name
        self._endpoint = ""

    def issue(self, thing: ThingName) -> Identity:
        """Make the thing and a certificate that may connect and publish as it.

        The private key is in the answer and nowhere else.
        """
        endpoint = self._where_to_connect()
        self._make(thing)
        with as_ours():
            made = self._client.create_keys_and_certificate(setAsActive=True)
        self._attach(thing, made["certificateArn"])
        return Identity(
            principal=made["certificateId"],
            certificate_arn=made["certificateArn"],
            certificate_pem=made["certificatePem"],
            private_key=made["keyPair"]["PrivateKey"],
            endpoint=endpoint,
        )

    def sign(self, thing: ThingName, csr: str) -> Identity:
        """Make the thing and a certificate for the key of a signing request."""
        check_request(csr)
        endpoint = self._where_to_connect()
        self._make(thing)
        refused = Invalid("csr: the certificate authority refused this request", field="csr")
        with as_ours({"InvalidRequestException": refused}):
            made = self._client.create_certificate_from_csr(certificateSigningRequest=csr, setAsActive=True)
        self._attach(thing, made["certificateArn"])
        return Identity(
            principal=made["certificateId"],
            certificate_arn=made["certificateArn"],
            certificate_pem=made["certificatePem"],
            private_key=None,
            endpoint=endpoint,
        )

    def revoke(self, thing: ThingName, principal: str) -> None:
        """Revoke a certificate of a thing; whatever is gone already is no error."""
        with _unless_gone():
            found = self._client.describe_certificate(certificateId=principal)
            arn = found["certificateDescription"]["certificateArn"]
            self._client.update_certificate(certificateId=principal, newStatus="REVOKED")
            with _unless_gone():
                self._client.detach_policy(policyName=self._policy_name, target=arn)
            self._client.detach_thing_principal(thingName=thing, principal=arn)

    def remove(self, thing: ThingName) -> None:
        """Remove a thing that has no certificate any more; one that is gone already is no error."""
        with _unless_gone():
            self._client.delete_thing(thingName=thing)

    def _attach(self, thing: ThingName, arn: str) -> None:
        with as_ours():
            self._client.attach_policy(policyName=self._policy_name, target=arn)
            self._client.attach_thing_principal(thingName=thing, principal=arn)

    def _make(self, thing: ThingName) -> None:
        taken = Conflict("thing", thing, expected=None)
        with suppress(Conflict), as_ours({"ResourceAlreadyExistsException": taken}):
            self._client.create_thing(thingName=thing)

    def _where_to_connect(self) -> str:
        if not self._endpoint:
            with as_ours():
                answer = self._client.describe_endpoint(endpointType="iot:Data-ATS")
            self._endpoint = answer["endpointAddress"]
        return self._endpoint


@contextmanager
def _unless_gone() -> Iterator[None]:
    gone = NotFound("certificate, policy or thing", "asked for")
    with suppress(NotFound), as_ours({"ResourceNotFoundException": gone}):
        yield


if TYPE_CHECKING:
    _port: type[Things] = IotThings
