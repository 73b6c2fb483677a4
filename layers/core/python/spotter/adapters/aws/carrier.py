"""What SNS says of the account's SMS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.ports.carrier import Carrier

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

UNSET_LIMIT_USD = 1.0
"""What an account may spend a month on SMS until somebody asks AWS for more (Amazon SNS quotas)."""


class SnsCarrier:
    """The account's SMS sandbox, spend limit and list of phones that opted out."""

    def __init__(self, client: SNSClient) -> None:
        self._client = client

    def is_sandboxed(self) -> bool:
        """Tell whether only verified phones are reached, or raise Unavailable."""
        with as_ours():
            return self._client.get_sms_sandbox_account_status()["IsInSandbox"]

    def monthly_limit_usd(self) -> float:
        """Give the spend at which the account falls silent, or raise Unavailable."""
        with as_ours():
            found = self._client.get_sms_attributes(attributes=["MonthlySpendLimit"])["attributes"]
        return float(found.get("MonthlySpendLimit") or UNSET_LIMIT_USD)

    def opted_out(self, phone: str) -> bool:
        """Tell whether the owner of a phone has asked to get nothing, or raise Unavailable."""
        with as_ours():
            return self._client.check_if_phone_number_is_opted_out(phoneNumber=phone)["isOptedOut"]


if TYPE_CHECKING:
    _port: type[Carrier] = SnsCarrier
