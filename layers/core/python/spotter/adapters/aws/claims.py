"""Claim certificates on AWS IoT Core: certificates of no thing, with the claim policy."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.contracts.provisioning import ClaimCertificate
from spotter.errors import NotFound
from spotter.ports.claims import Claims

if TYPE_CHECKING:
    from mypy_boto3_iot import IoTClient


class IotClaims:
    """Claims; the policy limits them to the topics of fleet provisioning by one template."""

    def __init__(self, client: IoTClient, *, policy_name: str, template: str) -> None:
        self._client = client
        self._policy_name = policy_name
        self._template = template

    def issue(self) -> ClaimCertificate:
        """Make a certificate that may ask for an identity."""
        with as_ours():
            endpoint = self._client.describe_endpoint(endpointType="iot:Data-ATS")["endpointAddress"]
            made = self._client.create_keys_and_certificate(setAsActive=True)
            self._client.attach_policy(policyName=self._policy_name, target=made["certificateArn"])
        return ClaimCertificate(
            certificate=made["certificateId"],
            certificate_pem=made["certificatePem"],
            private_key=made["keyPair"]["PrivateKey"],
            endpoint=endpoint,
            template=self._template,
        )

    def revoke(self, certificate: str) -> None:
        """Revoke a claim certificate; one that is gone already is no error."""
        gone = NotFound("certificate", certificate)
        with suppress(NotFound), as_ours({"ResourceNotFoundException": gone}):
            self._client.update_certificate(certificateId=certificate, newStatus="REVOKED")


if TYPE_CHECKING:
    _port: type[Claims] = IotClaims
