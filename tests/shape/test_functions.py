"""Every function stands in the template as it stands in the code: handler, what wakes it, its environment."""

from __future__ import annotations

import pytest

from blueprint import ROOT, Function, functions, mappings, routes
from imported import imported
from spotter import settings

FUNCTIONS = functions()
BATCH = 10  # messages that SQS gives at once without waiting for more
READINGS = "POST /v1/devices/{device}/readings"
LINKS = ["GET /a/{token}", "POST /a/{token}"]


def _called(function: Function) -> str:
    return function.name


def _folders() -> set[str]:
    return {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}


def test_every_folder_has_a_function_and_every_function_a_folder() -> None:
    assert {each.folder for each in FUNCTIONS} == _folders()


@pytest.mark.parametrize("function", FUNCTIONS, ids=_called)
def test_the_handler_named_in_the_template_is_there(function: Function) -> None:
    assert function.handler in imported(function).callables


@pytest.mark.parametrize("function", FUNCTIONS, ids=_called)
def test_the_environment_is_the_fields_of_the_settings_class(function: Function) -> None:
    described = getattr(settings, f"{function.folder.capitalize()}Settings")

    assert function.environment == {field.upper() for field in described.__struct_fields__}


@pytest.mark.parametrize("folder", sorted(_folders()))
def test_each_decorated_handler_is_one_function(folder: str) -> None:
    declared = [each for each in FUNCTIONS if each.folder == folder]
    app = imported(declared[0])

    decorated = app.queues.keys() | app.tasks
    expected = {"app.handler"} if app.routes else decorated
    assert sorted(f"app.{each.handler}" for each in declared) == sorted(expected)


def test_a_handler_is_woken_by_the_queue_that_its_decorator_names() -> None:
    in_code = {each.name: imported(each).queues.get(f"app.{each.handler}") for each in FUNCTIONS}

    assert {each.function: each.queue for each in mappings()} == {
        name: queue for name, queue in in_code.items() if queue is not None
    }


def test_a_bad_message_fails_alone_and_not_its_batch() -> None:
    assert all(each.partial_answers and each.batch_size == BATCH for each in mappings())


def test_every_route_in_the_template_is_in_the_code_and_the_other_way_round() -> None:
    in_code = {(route, each.name) for each in FUNCTIONS for route in imported(each).routes}

    assert {(each.key, each.function) for each in routes()} == in_code


def test_only_gateways_and_the_links_in_pages_are_without_authorizer() -> None:
    assert [each.key for each in routes() if each.authorizer is None] == [READINGS, *LINKS]
    assert {each.authorizer for each in routes() if each.key not in {READINGS, *LINKS}} == {"People"}
