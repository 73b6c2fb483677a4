"""The first operator of a local stack, so that somebody can sign in, and the sender of its e-mails."""

from __future__ import annotations

import contextlib
import secrets

from infra.local.places import session

ROLES = ("operator", "supervisor", "engineer")


def add_operator(*, endpoint_url: str, pool: str, name: str, tenant: str) -> str:
    """Make an operator with every role in a user pool, or give an existing one a new password; return it."""
    identity = session().client("cognito-idp", endpoint_url=endpoint_url)
    password = f"{secrets.token_urlsafe(18)}aA1!"
    with contextlib.suppress(identity.exceptions.UsernameExistsException):
        identity.admin_create_user(
            UserPoolId=pool,
            Username=name,
            TemporaryPassword=password,
            UserAttributes=[{"Name": "custom:tenant", "Value": tenant}],
            MessageAction="SUPPRESS",
        )
    identity.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
    for role in ROLES:
        identity.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=role)
    return password


def verify_sender(*, endpoint_url: str, address: str) -> None:
    """Have SES send from an address; the emulator takes its owner's consent for given."""
    mail = session().client("sesv2", endpoint_url=endpoint_url)
    with contextlib.suppress(mail.exceptions.AlreadyExistsException):
        mail.create_email_identity(EmailIdentity=address)
