"""Clients of AWS services: made when first asked for, one a service and process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from botocore.config import Config
from botocore.session import Session

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iot import IoTClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient


@overload
def client(service: Literal["cognito-idp"]) -> CognitoIdentityProviderClient: ...
@overload
def client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def client(service: Literal["iot"]) -> IoTClient: ...
@overload
def client(service: Literal["s3"]) -> S3Client: ...
@overload
def client(service: Literal["secretsmanager"]) -> SecretsManagerClient: ...
@overload
def client(service: Literal["sesv2"]) -> SESV2Client: ...
@overload
def client(service: Literal["sns"]) -> SNSClient: ...
@overload
def client(service: Literal["sqs"]) -> SQSClient: ...
@overload
def client(service: Literal["stepfunctions"]) -> SFNClient: ...
def client(service: str) -> object:
    """Give the client of a service; the environment says where (region, credentials, AWS_ENDPOINT_URL)."""
    return _client(service)


def connect(service: str, session: Session | None = None) -> Any:  # noqa: ANN401 - botocore makes the class of a client at run time
    """Make a client that is shared with nobody.

    The SDK's own `standard` mode retries what is transient, with jitter; no adapter retries on top of it.
    Parameters are not validated a second time: our types are checked and the service validates anyway. Nor is
    the long name of the SDK put together anew for each request, which took a twelfth of the time of ingest.
    """
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 4},
        connect_timeout=2,
        read_timeout=10,
        parameter_validation=False,
        user_agent="spotter",
    )
    return (session or Session()).create_client(service, config=config)


@cache
def _client(service: str) -> object:
    return connect(service, _session())


@cache
def _session() -> Session:
    """Share what all clients need (endpoint rules, retry tables, credentials) and load it once."""
    return Session()
