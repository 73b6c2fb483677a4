"""Certificates in IoT Core: when each ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.errors import NotFound
from spotter.ports.certificates import Certificates

if TYPE_CHECKING:
    from mypy_boto3_iot import IoTClient

AT_ONCE = 8
"""Certificates asked for at once; the account answers ten a second and the client retries."""


class IotCertificates:
    """What IoT Core says of the validity of certificates."""

    def __init__(self, client: IoTClient) -> None:
        self._client = client

    def ends(self, principals: Sequence[str]) -> Mapping[str, datetime]:
        """Say when each certificate ends; those that are gone are left out."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = zip(principals, pool.map(self._end, principals), strict=True)
            return {principal: end for principal, end in found if end is not None}

    def authorities(self) -> Mapping[str, datetime]:
        """Say when each certificate authority that the account has registered ends."""
        found: dict[str, datetime] = {}
        with as_ours():
            pages = self._client.get_paginator("list_ca_certificates").paginate()
            for listed in (each for page in pages for each in page.get("certificates", [])):
                name = listed["certificateId"]
                told = self._client.describe_ca_certificate(certificateId=name)
                end = told["certificateDescription"].get("validity", {}).get("notAfter")
                if listed.get("status") == "ACTIVE" and end is not None:
                    found[name] = end.astimezone(UTC)
        return found

    def _end(self, principal: str) -> datetime | None:
        gone = NotFound("certificate", principal)
        try:
            with as_ours({"ResourceNotFoundException": gone}):
                told = self._client.describe_certificate(certificateId=principal)
        except NotFound:
            return None
        end = told["certificateDescription"].get("validity", {}).get("notAfter")
        return None if end is None else end.astimezone(UTC)


if TYPE_CHECKING:
    _port: type[Certificates] = IotCertificates
