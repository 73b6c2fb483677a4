"""People who call: the claims of their tokens, as API Gateway hands them over."""

from __future__ import annotations


def claims_of(
    *roles: str, tenant: str = "acme", subject: str = "83014ac6-olga", name: str = "olga"
) -> dict[str, str]:
    """Make the claims of an id token; API Gateway turns each value into a text."""
    return {
        "sub": subject,
        "iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_example",
        "aud": "a-client",
        "token_use": "id",
        "cognito:username": name,
        "cognito:groups": f"[{' '.join(roles)}]",
        "custom:tenant": tenant,
        "exp": "1795487708",
    }


def an_operator(tenant: str = "acme") -> dict[str, str]:
    return claims_of("operator", tenant=tenant)


def a_supervisor(tenant: str = "acme") -> dict[str, str]:
    return claims_of("supervisor", tenant=tenant, subject="5501-siobhan", name="siobhan")


def an_engineer(tenant: str = "acme") -> dict[str, str]:
    return claims_of("engineer", tenant=tenant, subject="7702-emeka", name="emeka")
