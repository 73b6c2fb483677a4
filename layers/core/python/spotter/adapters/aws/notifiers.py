"""Notifying through SNS (SMS and mobile push) and SES (e-mail)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.adapters.limits import check_phone
from spotter.contracts.people import Medium
from spotter.errors import Refused, SpotterError
from spotter.ports.notifier import Message, Notifier, Receipt

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

_SMS = ("OptedOut", "InvalidParameter", "InvalidParameterValue")
_PUSH = ("EndpointDisabled", "PlatformApplicationDisabled", "NotFound", "InvalidParameter")
_EMAIL = (
    "MessageRejected",
    "MailFromDomainNotVerifiedException",
    "SendingPausedException",
    "AccountSuspendedException",
    "BadRequestException",
    "NotFoundException",
)


class SnsSms:
    """Sends transactional SMS: the kind that carriers deliver first."""

    medium = Medium.SMS

    def __init__(self, client: SNSClient) -> None:
        self._client = client

    def send(self, message: Message) -> Receipt:
        """Hand a text over for an E.164 phone number, or raise Unavailable or Refused."""
        check_phone(message.address)
        kind: dict[str, MessageAttributeValueTypeDef] = {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
        }
        with as_ours(_refusals(_SMS)):
            taken = self._client.publish(
                PhoneNumber=message.address, Message=message.text, MessageAttributes=kind
            )
        return Receipt(taken["MessageId"])


class SnsPush:
    """Sends notifications to the app on a phone, by the platform endpoint that the phone registered."""

    medium = Medium.PUSH

    def __init__(self, client: SNSClient) -> None:
        self._client = client

    def send(self, message: Message) -> Receipt:
        """Hand a notification over for a platform endpoint, or raise Unavailable or Refused."""
        with as_ours(_refusals(_PUSH)):
            taken = self._client.publish(
                TargetArn=message.address, Message=_for_phones(message), MessageStructure="json"
            )
        return Receipt(taken["MessageId"])


class SesEmail:
    """Sends e-mail from an address that SES has verified."""

    medium = Medium.EMAIL

    def __init__(self, client: SESV2Client, sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, message: Message) -> Receipt:
        """Hand an e-mail over, or raise Unavailable or Refused."""
        with as_ours(_refusals(_EMAIL)):
            taken = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [message.address]},
                Content={
                    "Simple": {
                        "Subject": {"Data": message.subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": message.text, "Charset": "UTF-8"}},
                    }
                },
            )
        return Receipt(taken["MessageId"])


def _for_phones(message: Message) -> str:
    """Write a notification for every platform that SNS knows; a critical alert breaks through silence."""
    alert = {"title": message.subject, "body": message.text}
    apns = {"aps": {"alert": alert, "sound": {"critical": 1, "name": "default", "volume": 1.0}}}
    fcm = {"fcmV1Message": {"message": {"notification": alert, "android": {"priority": "high"}}}}
    return json.dumps(
        {
            "default": message.text,
            "GCM": json.dumps(fcm),
            "APNS": json.dumps(apns),
            "APNS_SANDBOX": json.dumps(apns),
        }
    )


def _refusals(codes: Sequence[str]) -> dict[str, SpotterError]:
    return {code: Refused(f"the carrier refuses the page: {code}", reason=code) for code in codes}


if TYPE_CHECKING:
    _ports: tuple[type[Notifier], ...] = (SnsSms, SnsPush, SesEmail)
