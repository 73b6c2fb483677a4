"""Every function stands in the template as it stands in the code: handler, what wakes it, its environment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts

from blueprint import ROOT, Function, code, functions, mappings, routes
from spotter import settings

FUNCTIONS = functions()
BATCH = 10  # messages that SQS gives at once without waiting for more
READINGS = "POST /v1/devices/{device}/readings"


def _called(function: Function) -> str:
    return function.name


def _folders() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))


def _woken_by_events() -> list[str]:
    http = {each.function for each in routes()}
    return sorted({each.folder for each in FUNCTIONS if each.name not in http})


def _decorated(folder: str) -> dict[str, str | None]:
    """Give each decorated handler of a Chalice application and the queue that its decorator names."""
    app = code(folder).app
    queues = {each.handler_string.removeprefix("app."): each.queue for each in app.event_sources}
    plain = {each.handler_string.removeprefix("app."): None for each in app.pure_lambda_functions}
    return queues | plain


def _routes_in_code() -> Iterator[tuple[str, str]]:
    for folder in sorted(set(_folders()) - set(_woken_by_events())):
        for route in iter_route_contexts(code(folder).app.routes):
            yield from ((f"{method} {route.path}", folder) for method in route.methods or ())


def test_every_folder_has_a_function_and_every_function_a_folder() -> None:
    assert {each.folder for each in FUNCTIONS} == set(_folders())


@pytest.mark.parametrize("function", FUNCTIONS, ids=_called)
def test_the_handler_named_in_the_template_is_there(function: Function) -> None:
    assert callable(getattr(code(function.folder), function.handler))


@pytest.mark.parametrize("function", FUNCTIONS, ids=_called)
def test_the_environment_is_the_fields_of_the_settings_class(function: Function) -> None:
    described = getattr(settings, f"{function.folder.capitalize()}Settings")

    assert function.environment == {field.upper() for field in described.__struct_fields__}


@pytest.mark.parametrize("folder", _woken_by_events())
def test_each_decorated_handler_is_one_function(folder: str) -> None:
    handlers = sorted(each.handler for each in FUNCTIONS if each.folder == folder)

    assert handlers == sorted(_decorated(folder))


@pytest.mark.parametrize("folder", _woken_by_events())
def test_a_handler_is_woken_by_the_queue_that_its_decorator_names(folder: str) -> None:
    queues = {each.function: each.queue for each in mappings()}
    in_template = {each.handler: queues.get(each.name) for each in FUNCTIONS if each.folder == folder}

    assert in_template == _decorated(folder)


def test_a_bad_message_fails_alone_and_not_its_batch() -> None:
    assert all(each.partial_answers and each.batch_size == BATCH for each in mappings())


def test_every_route_in_the_template_is_in_the_code_and_the_other_way_round() -> None:
    names = {each.name: each.folder for each in FUNCTIONS}

    assert {(each.key, names[each.function]) for each in routes()} == set(_routes_in_code())


def test_only_the_gateways_route_is_without_authorizer() -> None:
    assert [each.key for each in routes() if each.authorizer is None] == [READINGS]
    assert {each.authorizer for each in routes() if each.key != READINGS} == {"People"}
