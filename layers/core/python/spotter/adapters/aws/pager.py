"""Paging by SMS through SNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.adapters.limits import check_phone
from spotter.ports.pager import Pager

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef


class SnsPager:
    """Sends transactional SMS: the kind that carriers deliver first."""

    def __init__(self, client: SNSClient) -> None:
        self._client = client

    def page(self, phone: str, text: str) -> str:
        """Hand a text over for an E.164 phone number and give the message id, or raise Unavailable."""
        check_phone(phone)
        kind: dict[str, MessageAttributeValueTypeDef] = {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
        }
        with as_ours():
            return self._client.publish(PhoneNumber=phone, Message=text, MessageAttributes=kind)["MessageId"]


if TYPE_CHECKING:
    _port: type[Pager] = SnsPager
