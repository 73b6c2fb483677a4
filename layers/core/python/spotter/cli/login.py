"""`spotter login`: sign in to a platform with a name and a password."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from spotter.cli.client import Json
from spotter.cli.session import Session, keep
from spotter.cli.show import AsJson, show
from spotter.cli.stack import checkout
from spotter.edge.identity import Broker
from spotter.errors import Forbidden, Invalid, Unauthorized, Unavailable

PASSWORD = "SPOTTER_PASSWORD"  # noqa: S105 - the name of a variable
NEW_PASSWORD = "SPOTTER_NEW_PASSWORD"  # noqa: S105 - the name of a variable


class LocalStack(msgspec.Struct, frozen=True):
    """What a running local stack tells of itself; see `infra/local/places.py`."""

    endpoint_url: str
    region: str
    mqtt_host: str
    mqtt_port: int
    mqtt_ca: str
    api_url: str
    outputs: dict[str, str]
    operator: str
    password: str


def login(
    *,
    user: Annotated[
        str | None, typer.Option(help="Who signs in; the local stack knows its own operator.")
    ] = None,
    api: Annotated[
        str | None, typer.Option(help="The stack's output ApiUrl; leave out for the local stack.")
    ] = None,
    client: Annotated[str | None, typer.Option(help="The stack's output UserPoolClientId.")] = None,
    region: Annotated[str | None, typer.Option(help="The region of the user pool.")] = None,
    state: Annotated[Path | None, typer.Option(help="Folder of the local stack's state.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sign in. The password, from SPOTTER_PASSWORD or a prompt, is not kept; the token is.

    Whoever was just invited chooses a password of their own, from SPOTTER_NEW_PASSWORD or a prompt.
    """
    if api is None:
        signed_in = sign_in_locally(local_stack(state), user=user)
    elif user is None or client is None or region is None:
        raise Invalid("with --api, say --user, --client and --region too")
    else:
        token, seconds = id_token(user, _password(user), client=client, region=region, endpoint_url=None)
        signed_in = Session(api, user, token, time.time() + seconds)
    keep(signed_in)
    show({"user": signed_in.user, "api_url": signed_in.api_url}, as_json=as_json)


def local_stack(state: Path | None) -> LocalStack:
    """Read what the local stack of this checkout tells of itself.

    Raises:
        Unavailable: it does not run.
    """
    path = (state or checkout() / "build" / "stack") / "stack.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=LocalStack)
    except FileNotFoundError as err:
        raise Unavailable("the local stack does not run; `make up` starts it, --api names another") from err
    except msgspec.DecodeError as err:
        raise Invalid(f"{path} does not describe a local stack: {err}") from err


def sign_in_locally(stack: LocalStack, *, user: str | None = None) -> Session:
    """Sign in to a local stack, as its operator when nobody is named."""
    name = user or stack.operator
    token, seconds = id_token(
        name,
        stack.password if name == stack.operator else _password(name),
        client=stack.outputs["UserPoolClientId"],
        region=stack.region,
        endpoint_url=stack.endpoint_url,
    )
    broker = Broker(stack.mqtt_host, stack.mqtt_port, stack.mqtt_ca)
    return Session(stack.api_url, name, token, time.time() + seconds, broker)


def id_token(
    user: str, password: str, *, client: str, region: str, endpoint_url: str | None
) -> tuple[str, int]:
    """Exchange a name and a password for an id token, and say for how many seconds it is good.

    Somebody who was just invited chooses a password of their own on the way.

    Raises:
        Unauthorized: name or password is wrong, or the new password is too weak.
        Forbidden: the pool asks for something else first, such as a second factor.
        Unavailable: the user pool does not answer.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = _sign_in(_user_pool(region, endpoint_url), user, password, client=client)
    except ClientError as err:
        raise Unauthorized(f"{user} could not sign in: {err.response['Error']['Message']}") from err
    except BotoCoreError as err:
        raise Unavailable(f"the user pool does not answer: {err}") from err
    if "AuthenticationResult" not in answer:
        raise Forbidden(f"{user} must answer {answer.get('ChallengeName')} first, which this command cannot")
    result = answer["AuthenticationResult"]
    return str(result["IdToken"]), int(result.get("ExpiresIn", 3600))


def _user_pool(region: str, endpoint_url: str | None) -> Any:  # noqa: ANN401 - botocore makes the class of a client at run time
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.session import Session as AwsSession

    unsigned = Config(signature_version=UNSIGNED)
    return AwsSession().create_client(
        "cognito-idp", region_name=region, endpoint_url=endpoint_url, config=unsigned
    )


def _sign_in(pool: Any, user: str, password: str, *, client: str) -> Json:  # noqa: ANN401 - as above
    parameters = {"USERNAME": user, "PASSWORD": password}
    answer: Json = pool.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH", ClientId=client, AuthParameters=parameters
    )
    if answer.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        return answer
    chosen = {"USERNAME": user, "NEW_PASSWORD": _new_password()}
    changed: Json = pool.respond_to_auth_challenge(
        ClientId=client,
        ChallengeName=answer["ChallengeName"],
        Session=answer["Session"],
        ChallengeResponses=chosen,
    )
    return changed


def _password(user: str) -> str:
    given = os.environ.get(PASSWORD)
    return given or str(typer.prompt(f"Password of {user}", hide_input=True))


def _new_password() -> str:
    given = os.environ.get(NEW_PASSWORD)
    asked = "A new password (14 characters or more: lower and upper case, digits, others)"
    return given or str(typer.prompt(asked, hide_input=True, confirmation_prompt=True))
