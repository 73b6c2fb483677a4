"""The templates as data: what the platform declares, for tests that hold it against the code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = (ROOT / "template.yaml", *sorted((ROOT / "infra").glob("*.yaml")))

Template = dict[str, Any]  # CloudFormation is as deep as it likes


class _Loader(yaml.SafeLoader):
    """Reads `!GetAtt a.b` as {"Fn::GetAtt": "a.b"} and `!Ref a` as {"Ref": "a"}."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, object]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def load(path: Path) -> Template:
    """Read a template."""
    document: Template = yaml.load(path.read_text(), _Loader)  # noqa: S506 - a SafeLoader with our tags
    return document


def resources(path: Path, kind: str) -> dict[str, Template]:
    """Give a template's resources of one type, by logical name."""
    return {name: each for name, each in load(path)["Resources"].items() if each["Type"] == kind}


class Function(NamedTuple):
    """One function as the template declares it."""

    name: str
    folder: str
    handler: str
    timeout: int
    environment: frozenset[str]
    layers: tuple[str, ...]
    policies: tuple[Template, ...]


class Mapping(NamedTuple):
    """A queue that wakes a function: the queue's logical name and how it is read."""

    function: str
    queue: str
    batch_size: int
    partial_answers: bool


class Route(NamedTuple):
    """One route of the HTTP API."""

    key: str
    function: str
    authorizer: str | None


def functions() -> list[Function]:
    """Give every function of the platform."""
    return [
        Function(
            name=name,
            folder=Path(each["Properties"]["CodeUri"]).name,
            handler=each["Properties"]["Handler"].removeprefix("app."),
            timeout=each["Properties"]["Timeout"],
            environment=frozenset(each["Properties"]["Environment"]["Variables"]),
            layers=tuple(layer["Ref"] for layer in each["Properties"]["Layers"]),
            policies=tuple(each["Properties"]["Policies"]),
        )
        for name, each in resources(ROOT / "template.yaml", "AWS::Serverless::Function").items()
    ]


def mappings() -> list[Mapping]:
    """Give every queue that wakes a function."""
    found = resources(ROOT / "template.yaml", "AWS::Lambda::EventSourceMapping").values()
    return [
        Mapping(
            function=each["Properties"]["FunctionName"]["Ref"],
            queue=each["Properties"]["EventSourceArn"]["Fn::GetAtt"].split(".")[-1].removesuffix("Arn"),
            batch_size=each["Properties"]["BatchSize"],
            partial_answers=each["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"],
        )
        for each in found
    ]


def routes() -> list[Route]:
    """Give every route of the HTTP API."""
    http = ROOT / "infra" / "http.yaml"
    functions_of = {
        name: each["Properties"]["IntegrationUri"]["Ref"].removesuffix("Arn")
        for name, each in resources(http, "AWS::ApiGatewayV2::Integration").items()
    }
    return [
        Route(
            key=each["Properties"]["RouteKey"],
            function=functions_of[each["Properties"]["Target"]["Fn::Sub"].split("${")[1].removesuffix("}")],
            authorizer=each["Properties"].get("AuthorizerId", {}).get("Ref"),
        )
        for each in resources(http, "AWS::ApiGatewayV2::Route").values()
    ]


def statements(function: Function) -> Iterator[Template]:
    """Give the policy statements that a function writes out itself."""
    for policy in function.policies:
        yield from policy.get("Statement", [])
